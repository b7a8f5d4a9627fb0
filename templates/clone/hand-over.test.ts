import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { createGit } from './git.ts';
import { handOver } from './hand-over.ts';
import { withMirror } from './mirror.ts';
import { obtain } from './obtain.ts';
import { clone } from './template.ts';
import { readUrl } from './url.ts';
import { initRepository } from './work-tree.ts';

const source = makeRepository();
const ids = source.commits(6, (n) => ({ message: `change ${n}`, file: `${n}` }));
source.git('tag', 'v1', ids[1] ?? '');
const commit = ids[5] ?? '';
const git = (gitDir: string, ...args: string[]) =>
  execFileSync('git', args, { encoding: 'utf8', env: { PATH: process.env.PATH, GIT_DIR: gitDir } }).trimEnd();

/** Brings the commit into a repository of its own by way of a mirror, with such limits of what is copied. */
async function handedOver(depth: number, rather: number, atMost: number, mayLink = true) {
  const gitDir = join(scratchDirectory(), '.git');
  const cache = scratchDirectory();
  const wish = { commit, start: commit, ref: undefined, depth, tags: true, filter: undefined };
  const { failure } = await runStep(
    clone,
    async (step) => {
      const url = readUrl('url', step.inputs.url);
      const run = await createGit(step, url, step.inputs.auth);
      const choice = { url: url.href, filter: undefined, format: 'sha1' } as const;
      await withMirror(step, run, choice, async (mirror) => {
        await obtain(mirror, wish);
        const place = { gitDir, workTree: join(gitDir, '..') };
        const repository = await initRepository(run, place, choice, undefined, []);
        await handOver(mirror, repository, wish, mayLink, { rather, atMost });
      });
      return { commit, shortCommit: 'x', author: 'x', committedAt: 'x' };
    },
    { inputs: { url: source.url }, caches: { mirror: cache } },
  );
  expect(failure).toBeUndefined();
  return gitDir;
}

function linksOf(gitDir: string): number {
  const directory = join(gitDir, 'objects/pack');
  return Math.max(0, ...readdirSync(directory).map((name) => statSync(join(directory, name)).nlink));
}

describe('templates/clone/hand-over', () => {
  afterAll(() => source[Symbol.dispose]());

  it('copies what is small', async () => {
    const gitDir = await handedOver(1, 1e6, 1e6);
    expect(linksOf(gitDir)).toBe(1);
    expect(git(gitDir, 'cat-file', '-t', commit)).toBe('commit');
  });

  it('links or shares what is large', async () => {
    const gitDir = await handedOver(1, 0, 0);
    expect(git(gitDir, 'cat-file', '-t', commit)).toBe('commit');
    expect(readdirSync(join(gitDir, 'objects/pack')).length).toBeGreaterThan(1);
  });

  it.each([1, 3, 0])('fetches what may neither be linked nor copied (depth %i)', async (depth) => {
    const gitDir = await handedOver(depth, 0, 0, false);
    expect(linksOf(gitDir)).toBe(1);
    expect(git(gitDir, 'rev-list', '--count', commit)).toBe(String(depth === 0 ? 6 : depth));
    expect(git(gitDir, 'rev-parse', 'v1')).toBe(ids[1]);
    expect(git(gitDir, 'fsck', '--full', '--no-dangling')).not.toContain('missing');
  });
});
