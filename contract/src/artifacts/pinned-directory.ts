import { closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** An open directory: names below it mean this directory, whatever is renamed or linked meanwhile. */
interface Pinned {
  readonly name: string;
  readonly fd: number;
  readonly path: string;
}

/** Goes about below a root without ever following a link. */
export interface DirectoryWalk {
  /** The root with all links resolved. */
  readonly root: string;
  /**
   * A path by which the directory's entries can be named until the next call.
   * @throws where a part is a link, no directory, or missing and not to be made.
   */
  enter(parts: readonly string[], create?: 'create'): string;
  close(): void;
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** Linux names an open directory by its descriptor; elsewhere each part is checked by lstat. */
const byDescriptor = existsSync('/proc/self/fd');

export function walkDirectory(directory: string): DirectoryWalk {
  const root = realpathSync(directory);
  const open: Pinned[] = [pin('', root)];

  function enter(parts: readonly string[], create?: 'create'): string {
    let shared = 0;
    while (shared < parts.length && open[shared + 1]?.name === parts[shared]) shared += 1;
    for (const { fd } of open.splice(shared + 1)) closeSync(fd);
    for (const name of parts.slice(shared)) open.push(pin(name, join(top().path, name), create));
    return top().path;
  }

  function top(): Pinned {
    return open.at(-1) ?? { name: '', fd: -1, path: root };
  }

  return {
    root,
    enter,
    close: () => {
      for (const { fd } of open.splice(0)) closeSync(fd);
    },
  };
}

function pin(name: string, path: string, create?: 'create'): Pinned {
  if (create !== undefined) makeDirectory(path);
  if (!byDescriptor && name !== '' && lstatSync(path).isSymbolicLink()) {
    throw Object.assign(new Error(`${path} is a link`), { code: 'ELOOP' });
  }
  const fd = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  return { name, fd, path: byDescriptor ? `/proc/self/fd/${fd}` : path };
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** The code of a system error: `ENOENT`, `ELOOP` … */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
