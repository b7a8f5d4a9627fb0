import { StepError } from '../step-error.ts';
import type { ArtifactPattern, ArtifactType } from '../task-facts.ts';

/** A pattern as the glob library takes it, relative to the workspace. */
export interface Glob {
  readonly glob: string;
  /** As the author wrote it. */
  readonly path: string;
  readonly type: ArtifactType;
  /** What messages call the list that it stands in. */
  readonly input: string;
}

export interface Globs {
  readonly keep: readonly Glob[];
  /** Patterns that were written with a leading `!`. */
  readonly ignore: readonly string[];
}

/** Reads the patterns; one that leads out of the workspace is refused. `/app` means the workspace. */
export function readPatterns(patterns: readonly ArtifactPattern[], input = 'artifacts'): Globs {
  const keep: Glob[] = [];
  const ignore: string[] = [];
  for (const { path, type } of patterns) {
    if (path.startsWith('!')) ignore.push(belowWorkspace(path, path.slice(1), input));
    else keep.push({ glob: belowWorkspace(path, path, input), path, type: type ?? 'file', input });
  }
  return { keep, ignore };
}

function belowWorkspace(written: string, pattern: string, input: string): string {
  const refused = (why: string) => notBelow(input, written, why);
  if (pattern === '') throw refused('it is empty');
  if (pattern.includes('\0')) throw refused('it holds a NUL byte');
  const inside = pattern.replace(/^\/app(\/+|$)/, '');
  if (inside.startsWith('/') || /^[A-Za-z]:[\\/]/.test(inside)) throw refused('it is an absolute path');
  if (/(^|[/\\{,(|])\.\.($|[/\\},)|])/.test(inside)) throw refused('it has `..` as a part');
  return inside.replace(/^(\.\/+)+/, '').replace(/\/+$/, '') || '**';
}

function notBelow(input: string, pattern: string, why: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`${input}\` must be patterns below the workspace, got ${JSON.stringify(pattern)}: ${why}.`,
    { hint: 'Write it relative to the workspace, for instance `target/*.jar` or `/app/target/*.jar`.' },
  );
}
