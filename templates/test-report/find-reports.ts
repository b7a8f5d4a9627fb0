import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { glob } from 'tinyglobby';

const mostFiles = 10_000;

/** The files that the patterns find, in the order of their names; a link out of the workspace is none of them. */
export async function findReports(
  { workspace }: Pick<Step<unknown>, 'workspace'>,
  directory: string,
  patterns: readonly string[],
): Promise<string[]> {
  if (patterns.length === 0) return [];
  const mounted = /^(!?)\/app\//;
  const below = patterns.filter((pattern) => !mounted.test(pattern));
  const above = patterns.filter((pattern) => mounted.test(pattern)).map((one) => one.replace(mounted, '$1'));
  const found = [...(await globIn(directory, below)), ...(await globIn(workspace, above))];
  const inside: string[] = [];
  for (const file of new Set(found)) {
    const real = await realpath(file).catch(() => undefined);
    if (real?.startsWith(`${workspace}${sep}`) === true) inside.push(file);
  }
  if (inside.length > mostFiles) throw tooMany(inside.length);
  return inside.sort();
}

async function globIn(cwd: string, patterns: readonly string[]): Promise<string[]> {
  if (patterns.every((pattern) => pattern.startsWith('!'))) return [];
  const options = { cwd, absolute: true, followSymbolicLinks: false, dot: true };
  return await glob([...patterns], { ...options, ignore: ['**/node_modules/**', '**/.git/**'] });
}

function tooMany(count: number): StepError {
  return new StepError('INPUT_INVALID', `\`reports\` must name at most ${mostFiles} files, got ${count}.`, {
    hint: 'Narrow the patterns down to where the reports are written.',
  });
}
