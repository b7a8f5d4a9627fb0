import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { StepError } from '@stepyard/contract';

/** Where the workspace is mounted in every container; as the start of a path it means the workspace everywhere. */
const mount = '/app';

/** Both are real paths; relative paths start in `directory`. */
export interface Place {
  readonly workspace: string;
  readonly directory: string;
}

/**
 * The absolute path in the workspace that `value` names.
 * @throws StepError INPUT_INVALID naming `input` when it leads outside.
 */
export async function pathInWorkspace(place: Place, input: string, value: string): Promise<string> {
  const { workspace } = place;
  const mounted = value === mount || value.startsWith(`${mount}/`);
  const relative = mounted ? value.slice(mount.length).replace(/^\/+/, '') : value;
  if (value.includes('\0')) throw refusal(input, value, 'must not hold a NUL character');
  if (relative.startsWith('/')) throw refusal(input, value, 'must be a path below the workspace');
  if (relative.split('/').includes('..')) throw refusal(input, value, 'must not lead upwards with `..`');
  const wanted = resolve(mounted ? workspace : place.directory, relative);
  const real = realOf(wanted);
  if (real === undefined) throw refusal(input, value, 'must not be a link that leads nowhere');
  if (real !== workspace && !real.startsWith(workspace === sep ? sep : `${workspace}${sep}`)) {
    throw refusal(input, value, 'must not lead out of the workspace by a link');
  }
  return real;
}

/** The real path of the nearest parent that exists and the rest as it is; undefined for a dangling link. */
function realOf(path: string): string | undefined {
  const rest: string[] = [];
  let existing = path;
  for (;;) {
    try {
      return join(realpathSync(existing), ...rest);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ELOOP') return undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    }
    if (isThere(existing)) return undefined;
    rest.unshift(basename(existing));
    existing = dirname(existing);
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function refusal(input: string, value: string, rule: string): StepError {
  return new StepError('INPUT_INVALID', `\`${input}\` ${rule}, got ${JSON.stringify(value)}.`, {
    hint: 'Give a path below the workspace, for instance "target/app.jar".',
  });
}
