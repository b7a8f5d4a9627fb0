import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import { extract } from 'tar-stream';
import { isObject } from '../../json-record.ts';
import { walkLayer } from '../tree/walk.ts';

const attribute = 'user.overlay.opaque';

/**
 * The directories of a layer that hide what layers beneath have in the same place. The kernel says so in an extended
 * attribute, which Node cannot read but tar writes down.
 */
export async function opaqueDirectories(tree: string): Promise<readonly string[]> {
  const directories: string[] = [];
  walkLayer(tree, (path, stat) => {
    if (stat.isDirectory()) directories.push(path);
  });
  return directories.length === 0 ? [] : opaqueOf(tree, directories);
}

async function opaqueOf(tree: string, directories: readonly string[]): Promise<readonly string[]> {
  const options = ['--create', '--file=-', '--format=posix', '--xattrs', `--xattrs-include=${attribute}`];
  const names = ['--null', '--verbatim-files-from', '--no-recursion', '--files-from=-'];
  const tar = spawn('tar', [...options, ...names], { cwd: tree, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(tar, 'close');
  ended.catch(() => {});
  tar.stdin.on('error', () => {});
  tar.stdin.end(directories.map((path) => `./${path}\0`).join(''));
  const opaque: string[] = [];
  for await (const entry of tar.stdout.pipe(extract())) {
    const { name } = entry.header;
    if (attributesOf(entry.header)[`SCHILY.xattr.${attribute}`] === 'y')
      opaque.push(name.replace(/^\.\//, '').replace(/\/$/, ''));
    entry.resume();
  }
  const [status] = await ended;
  if (status !== 0 || opaque.some((path) => !lstatSync(`${tree}/${path}`).isDirectory())) {
    throw new Error('`tar` could not read which directories are opaque.');
  }
  return opaque.sort();
}

/** Which the types of tar-stream do not know. */
function attributesOf(header: object): Readonly<Record<string, unknown>> {
  const pax: unknown = Reflect.get(header, 'pax');
  return isObject(pax) ? pax : {};
}
