import { StepError } from '../step-error.ts';
import type { ArtifactPattern, ArtifactType } from '../task-facts.ts';

/** A pattern as the glob library takes it, relative to the workspace. */
export interface Glob {
  readonly glob: string;
  /** As the author wrote it. */
  readonly path: string;
  readonly type: ArtifactType;
}

export interface Globs {
  readonly keep: readonly Glob[];
  /** Patterns that were written with a leading `!`. */
  readonly ignore: readonly string[];
}

/** Reads the patterns; one that leads out of the workspace is refused. `/app` means the workspace. */
export function readPatterns(patterns: readonly ArtifactPattern[]): Globs {
  const keep: Glob[] = [];
  const ignore: string[] = [];
  for (const { path, type } of patterns) {
    if (path.startsWith('!')) ignore.push(belowWorkspace(path, path.slice(1)));
    else keep.push({ glob: belowWorkspace(path, path), path, type: type ?? 'file' });
  }
  return { keep, ignore };
}

function belowWorkspace(written: string, pattern: string): string {
  if (pattern === '') throw refused(written, 'it is empty');
  if (pattern.includes('\0')) throw refused(written, 'it holds a NUL byte');
  const inside = pattern.replace(/^\/app(\/+|$)/, '');
  if (inside.startsWith('/') || /^[A-Za-z]:[\\/]/.test(inside))
    throw refused(written, 'it is an absolute path');
  if (/(^|[/\\{,(|])\.\.($|[/\\},)|])/.test(inside)) throw refused(written, 'it has `..` as a part');
  return inside.replace(/^(\.\/+)+/, '').replace(/\/+$/, '') || '**';
}

function refused(pattern: string, why: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`artifacts\` must be patterns below the workspace, got ${JSON.stringify(pattern)}: ${why}.`,
    { hint: 'Write it relative to the workspace, for instance `target/*.jar` or `/app/target/*.jar`.' },
  );
}
