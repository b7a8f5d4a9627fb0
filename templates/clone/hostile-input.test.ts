import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { hostilePaths, hostileRefs, hostileUrls } from '../../test/support/hostile-git.ts';
import { checkOutCode } from './clone.ts';
import { readRef } from './ref.ts';
import { clone } from './template.ts';
import { readUrl } from './url.ts';

describe('templates/clone/hostile-input', () => {
  const source = makeRepository();
  source.commit('one', { a: 'a' });
  afterAll(() => source[Symbol.dispose]());
  const canary = join(scratchDirectory(), 'canary');
  const fill = (text: string) => text.replaceAll('CANARY', canary).replaceAll('REPO', source.directory);

  async function refused(
    input: string,
    inputs: Record<string, unknown>,
    prepare?: (workspace: string) => void,
  ) {
    const workspace = scratchDirectory();
    prepare?.(workspace);
    const before = readdirSync(workspace);
    const given = { url: source.url, ...inputs };
    const { failure, log } = await runStep(clone, checkOutCode, { inputs: given, workspace });
    expect(failure?.code).toMatch(/^INPUT_(INVALID|MISSING)$/);
    expect(failure?.message).toContain(`\`${input}`);
    expect(failure?.message.split('\n')).toHaveLength(1);
    expect(log).not.toMatch(/secret|password@/);
    expect(readdirSync(workspace)).toEqual(before);
    expect(existsSync(canary)).toBe(false);
  }

  it('has at least 200 different addresses, refs and paths', () => {
    expect(hostileUrls.length).toBeGreaterThan(180);
    expect(new Set([...hostileUrls, ...hostileRefs, ...hostilePaths]).size).toBeGreaterThan(230);
  });

  it.each(hostileUrls)('refuses the address %j', async (url) => {
    expect(() => readUrl('url', fill(url))).toThrow('`url` ');
    await refused('url', { url: fill(url) });
  });

  it.each(hostileRefs)('refuses the ref %j', async (ref) => {
    expect(() => readRef('ref', fill(ref))).toThrow('`ref` must be');
    await refused('ref', { ref: fill(ref) });
    if (ref !== '') await refused('since', { since: fill(ref) });
    if (ref !== '') await refused('mergeInto', { mergeInto: fill(ref) });
  });

  it.each(hostilePaths)('refuses the directory %j', async (path) => {
    await refused('path', { path }, (workspace) => {
      symlinkSync(scratchDirectory(), join(workspace, 'link'));
      symlinkSync(join(workspace, 'nowhere'), join(workspace, 'dangling'));
    });
  });

  it.each(hostilePaths.filter((path) => !/link|dangling/.test(path)))(
    'refuses the sparse path %j',
    async (path) => {
      await refused('sparse', { sparse: [path] });
    },
  );

  it.each([
    '+main',
    'refs/heads/-main',
    "x';touch",
    '$(touch)',
    'main;x',
    '`x`',
    '"',
    'a&b',
    'a|b',
    '<a>',
    '#',
    '%',
    '!',
  ])('takes %j for the name that it is', async (ref) => {
    const id = source.git('rev-parse', 'main');
    source.git('update-ref', ref.startsWith('refs/') ? ref : `refs/heads/${ref}`, id);
    const { outputs, failure } = await runStep(clone, checkOutCode, { inputs: { url: source.url, ref } });
    expect(failure).toBeUndefined();
    expect(outputs).toMatchObject({ commit: id, branch: ref.replace('refs/heads/', '') });
  });

  it.each(['0'.repeat(39), 'g'.repeat(40), '--help', 'HEAD', '', 'A'.repeat(40), `${'0'.repeat(40)}\n`])(
    'refuses the commit %j',
    async (commit) => {
      await refused('commit', { commit });
    },
  );

  it.each(['blob:none --upload-pack=x', 'sparse:oid=x', 'combine:x', '', 'blob:limit=', '--help', 'tree:-1'])(
    'refuses the filter %j',
    async (filter) => {
      await refused('filter', { filter });
    },
  );
});
