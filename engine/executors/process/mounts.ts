import { accessSync, constants } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { type MountedCache, overlayOptions } from '../executor.ts';

/**
 * Mounts, then becomes the step. A cache that cannot be mounted costs time, not the step. What is hidden stays so
 * for users: the mounts belong to a user name space in which the step has no rights.
 */
const script = `
mount=$1
shift
while [ "$1" != -- ]; do
  case $1 in
    overlay) (cd "$2" && "$mount" -n -t overlay -o "$3" overlay "$4") ||
      echo 'A cache could not be mounted; the step does without.' >&2 ;;
    hide) "$mount" -n -t tmpfs -o ro,nosuid,nodev,noexec,size=4k,mode=500 none "$2" ;;
  esac
  shift 4
done
shift
exec "$@"
`;

/** The command of a step whose caches are mounted for it and whatever it starts, and for nothing else. */
export function withMounts(command: readonly string[], caches: readonly MountedCache[]): readonly string[] {
  const mounts = caches.flatMap(({ path, overlay }) =>
    overlay === undefined ? [] : ['overlay', overlay.directory, overlayOptions(overlay), path],
  );
  if (mounts.length === 0) return command;
  const hidden = hiddenBy(caches).flatMap((path) => ['hide', path, '', '']);
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const [unshare, mount] = [findProgram('unshare'), findProgram('mount')];
  const sh = ['/bin/sh', '-c', script, 'stepyard', mount, ...mounts, ...hidden, '--'];
  if (uid === 0) return [unshare, '--mount', '--propagation', 'slave', '--', ...sh, ...command];
  const back = [unshare, '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  return [unshare, '--user', '--map-root-user', '--mount', '--', ...sh, ...back, ...command];
}

/** Not where another cache of the same step lies. */
function hiddenBy(caches: readonly MountedCache[]): string[] {
  const hidden = new Set(caches.flatMap(({ overlay }) => overlay?.hide ?? []));
  const used = caches.flatMap(({ path, base = path }) => [path, base]);
  return [...hidden].filter((path) => !used.some((one) => one.startsWith(`${path}${sep}`)));
}

/** By its path, since the step may have another PATH. */
function findProgram(name: string): string {
  const directories = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/bin',
    '/usr/sbin',
    '/sbin',
  ];
  const found = directories.map((directory) => join(directory, name)).find(isProgram);
  return found ?? name;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path.startsWith(sep);
  } catch {
    return false;
  }
}
