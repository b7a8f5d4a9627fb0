import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Repository } from './repository.ts';

/** A submodule as the commit names it. */
export interface Submodule {
  readonly name: string;
  readonly path: string;
  /** As written; may be relative to the repository that holds it. */
  readonly url: string;
  readonly commit: string;
}

/**
 * Reads which submodules a commit has; those that say `update = none` are left out, as git does.
 * @throws StepError POLICY_REFUSED for one that could reach out of its place.
 */
export async function readSubmodules(repository: Repository, commit: string): Promise<Submodule[]> {
  const tree = await readTree(repository, commit);
  const links = tree.filter(({ mode }) => mode === '160000');
  const file = tree.find(({ path }) => path === '.gitmodules');
  if (links.length === 0 || file === undefined) return [];
  if (!file.mode.startsWith('100')) throw refusal('.gitmodules', 'is a link instead of a file');
  const modules = await readModules(repository, file.id);
  const used = links.flatMap(({ path, id }) => {
    const module = modules.find((candidate) => candidate.path === path);
    if (module === undefined || module.update === 'none') return [];
    return [{ name: module.name, path, url: module.url ?? '', commit: id }];
  });
  for (const { name } of used) assertName(name, used);
  return used;
}

/** @throws StepError POLICY_REFUSED where a directory on the way is a link, which would lead elsewhere. */
export async function assertRealDirectories(workTree: string, path: string): Promise<void> {
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count++) {
    const found = await lstat(join(workTree, ...parts.slice(0, count))).catch(() => undefined);
    if (found !== undefined && !found.isDirectory())
      throw refusal(path, 'lies behind something that is no directory');
  }
}

interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

async function readTree({ git }: Repository, commit: string): Promise<TreeEntry[]> {
  const { stdout } = await git(['ls-tree', '-r', '-z', '--full-tree', commit], { keep: 512 * 1024 * 1024 });
  return stdout.split('\0').flatMap((line) => {
    const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return mode === undefined || id === undefined || path === undefined ? [] : [{ mode, id, path }];
  });
}

interface Module {
  name: string;
  path?: string;
  url?: string;
  update?: string;
}

async function readModules({ git }: Repository, blob: string): Promise<Module[]> {
  const { stdout } = await git(['config', '--blob', blob, '--null', '--list']);
  const modules = new Map<string, Module>();
  for (const entry of stdout.split('\0')) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url|update)\n(.*)$/s.exec(entry) ?? [];
    if (name === undefined || value === undefined) continue;
    const module = modules.get(name) ?? { name };
    modules.set(name, module);
    if (key === 'path') module.path ??= value;
    if (key === 'url') module.url ??= value;
    if (key === 'update') module.update ??= value;
  }
  return [...modules.values()];
}

/** The name becomes a directory below `.git/modules`, where no other submodule may lie within it. */
function assertName(name: string, all: readonly Submodule[]): void {
  const parts = name.split('/');
  const harmful = parts.some((part) => part === '' || part.startsWith('.') || part.startsWith('-'));
  if (harmful || name.length > 200 || /[\p{C}\\:]/u.test(name))
    throw refusal(name, 'has a name that could lead elsewhere');
  const within = all.find((other) => other.name.toLowerCase().startsWith(`${name.toLowerCase()}/`));
  const twice = all.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length > 1;
  if (within !== undefined || twice) throw refusal(name, 'shares its place with another');
}

export function refusal(submodule: string, why: string): StepError {
  return new StepError('POLICY_REFUSED', `the submodule ${JSON.stringify(submodule)} ${why}.`, {
    hint: 'Correct .gitmodules in the repository, or set `submodules` to no.',
  });
}
