import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { makeRepository, type TestRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8' }).trimEnd();
const commitsOf = (cwd: string) => git(cwd, 'rev-list', 'HEAD').split('\n').sort();

/** A history in which branches part and meet; the numbers say which earlier commits each one follows. */
function braid(source: TestRepository, shape: readonly (readonly number[])[]): string[] {
  const ids: string[] = [];
  for (const [at, above] of shape.entries()) {
    const parents = above.map((index) => ids[index] ?? '');
    ids.push(source.commit(`commit ${at}`, { [`file-${at % 3}`]: `${at}` }, { parents }));
  }
  return ids;
}

const shape = [[], [0], [0], [1, 2], [3], [0], [5], [4, 6], [7], [2], [8, 9], [10], [11], [10, 12]];

describe('templates/clone/depth', () => {
  it('T5.7: gives the very history that git gives, whatever the mirror holds already', async () => {
    using source = makeRepository();
    braid(source, shape);
    const caches = { mirror: scratchDirectory() };
    for (const depth of [2, 1, 5, 3, 0, 4, 1, 6]) {
      const expected = scratchDirectory();
      const limit = depth === 0 ? [] : [`--depth=${depth}`];
      git(expected, 'clone', '--quiet', ...limit, source.url, '.');
      const { workspace, failure } = await runStep(clone, checkOutCode, {
        inputs: { url: source.url, depth },
        caches,
      });
      expect(failure).toBeUndefined();
      expect(commitsOf(workspace)).toEqual(commitsOf(expected));
      expect(git(workspace, 'fsck', '--full', '--no-dangling')).toBe('');
    }
  });

  it('deepens the mirror for an older commit with more history', async () => {
    using source = makeRepository();
    const ids = braid(source, shape);
    const caches = { mirror: scratchDirectory() };
    await runStep(clone, checkOutCode, { inputs: { url: source.url }, caches });
    const inputs = { url: source.url, ref: ids[7] ?? '', depth: 3 };
    const { workspace } = await runStep(clone, checkOutCode, { inputs, caches });
    expect(git(workspace, 'log', '--format=%s').split('\n').sort()).toEqual([
      'commit 3',
      'commit 4',
      'commit 5',
      'commit 6',
      'commit 7',
    ]);
  });

  it('lets later commands deepen the repository', async () => {
    using source = makeRepository();
    braid(source, shape);
    const { workspace } = await runStep(clone, checkOutCode, { inputs: { url: source.url } });
    git(workspace, 'fetch', '--quiet', '--unshallow');
    expect(git(workspace, 'rev-list', '--count', 'HEAD')).toBe('14');
    expect(git(join(workspace), 'rev-parse', 'HEAD', 'origin/main').split('\n')).toHaveLength(2);
  });
});
