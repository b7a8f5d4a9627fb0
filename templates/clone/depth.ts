import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/** The commits whose parents the repository lacks on purpose. */
export async function readShallow(gitDir: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(gitDir, 'shallow'), 'utf8').catch(() => '');
  return new Set(text.split('\n').filter((line) => line !== ''));
}

/**
 * The commits at which the history of `commit` ends if it is `depth` long (0: whole), as `.git/shallow` lists them;
 * undefined where the repository holds less than that.
 */
export async function boundary(
  repository: Repository,
  commit: string,
  depth: number,
): Promise<readonly string[] | undefined> {
  const shallow = await readShallow(repository.gitDir);
  if (depth === 0)
    return shallow.size === 0 || !(await endsEarly(repository, commit, shallow)) ? [] : undefined;
  if (depth === 1 && shallow.has(commit)) return [commit];
  for (let count = depth === 1 ? 1 : 2 * depth + 16; ; count *= 4) {
    const parents = await parentsOf(repository, commit, count);
    const found = walk(commit, depth, parents, shallow);
    if (found !== 'unlisted') return found;
    if (parents.size < count) return undefined;
  }
}

async function endsEarly(
  { git }: Repository,
  commit: string,
  shallow: ReadonlySet<string>,
): Promise<boolean> {
  const { stdout } = await git(['rev-list', '--max-parents=0', commit, '--']);
  return stdout.split('\n').some((id) => shallow.has(id));
}

type Parents = ReadonlyMap<string, readonly string[]>;

async function parentsOf({ git }: Repository, commit: string, count: number): Promise<Parents> {
  const args = ['rev-list', '--parents', `--max-count=${count}`, commit, '--'];
  const { stdout } = await git(args, { keep: 512 * 1024 * 1024 });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split(' ')).map(([id = '', ...parents]) => [id, parents]));
}

/** Breadth first, as git itself counts depth: the shortest way to a commit decides. */
function walk(
  commit: string,
  depth: number,
  parents: Parents,
  shallow: ReadonlySet<string>,
): readonly string[] | undefined | 'unlisted' {
  const seen = new Set([commit]);
  let level = [commit];
  for (let at = 1; at < depth && level.length > 0; at++) {
    if (level.some((id) => shallow.has(id))) return undefined;
    const next: string[] = [];
    for (const id of level) {
      const above = parents.get(id);
      if (above === undefined) return 'unlisted';
      next.push(...above.filter((parent) => !seen.has(parent)));
      for (const parent of above) seen.add(parent);
    }
    level = [...new Set(next)];
  }
  if (level.some((id) => !shallow.has(id) && !parents.has(id))) return 'unlisted';
  return level.filter((id) => shallow.has(id) || parents.get(id)?.length !== 0);
}
