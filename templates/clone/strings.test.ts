import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventData, StepyardEvent } from '@stepyard/events';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const names = [
  '-x',
  '--upload-pack=x',
  '-oProxyCommand=touch',
  '`touch`',
  '$(touch)',
  '${IFS}',
  '$HOME',
  ';touch',
  '&&touch',
  '|touch',
  '>x',
  '<x',
  "it's",
  '"quoted"',
  '#hash',
  '%s%n',
  '!bang',
  '(a)',
  '{a,b}',
  'a=b',
  'a,b',
  "';touch;'",
  '功能/登录',
  'ümläut',
  '🚀',
  'refs/heads/main',
  '+plus',
  'a@b',
  'HEAD-x',
];

const messages = [
  '`touch canary`',
  '$(touch canary)',
  '; touch canary;',
  "'; touch canary; '",
  '"; touch canary; "',
  '-m --amend',
  'first line\n\nsecond paragraph\n  indented\n# no comment',
  '\tstarts with a tab',
  'ends with spaces  ',
  'line\r\nline',
  '\\n \\0 %s ${{ secrets.X }} $HOME ~ *',
  '说明：修复\u200b登录',
  '🚀 \u202e reversed',
  '[KK-134] Fix `x` && $(y)',
];

function event(data: Partial<EventData>): StepyardEvent {
  return {
    specversion: '1.0',
    id: '1',
    source: 'https://git.example/team/app',
    type: 'dev.stepyard.push.v1',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    data: { kind: 'push', trust: 'branch', untrusted: ['ref', 'branch'], ...data },
  };
}

describe('templates/clone/strings', () => {
  describe('names', () => {
    const source = makeRepository();
    const id = source.commit('one', { a: 'a' });
    const lines = names.flatMap((name) => [
      `create refs/heads/${name}\0${id}\0`,
      `create refs/tags/${name}\0${id}\0`,
    ]);
    source.feed(lines.join(''), 'update-ref', '--stdin', '-z');
    const { url } = source;
    const caches = { mirror: scratchDirectory() };
    const data = { repository: { fullName: 'team/app', cloneUrl: url } };
    afterAll(() => source[Symbol.dispose]());

    it.each(names)('passes the branch and tag %j through unharmed', async (name) => {
      const branch = await runStep(clone, checkOutCode, {
        inputs: { url },
        event: event({ ...data, ref: `refs/heads/${name}`, branch: name, commit: { id } }),
        caches,
      });
      expect(branch.outputs).toMatchObject({ commit: id, branch: name });
      expect(readFileSync(join(branch.workspace, '.git/HEAD'), 'utf8')).toBe(`ref: refs/heads/${name}\n`);
      expect(readdirSync(branch.workspace).sort()).toEqual(['.git', 'a']);
      const tag = await runStep(clone, checkOutCode, { inputs: { url, ref: `refs/tags/${name}` }, caches });
      expect(tag.outputs).toMatchObject({ commit: id, tag: name });
    });

    it('leaves repositories that git itself reads so', async () => {
      const { workspace } = await runStep(clone, checkOutCode, {
        inputs: { url, tags: true, depth: 0 },
        caches,
      });
      const read = execFileSync('git', ['for-each-ref', '--format=%(refname)', 'refs/tags', 'refs/remotes'], {
        cwd: workspace,
        encoding: 'utf8',
      });
      const expected = names.flatMap((name) => [`refs/remotes/origin/${name}`, `refs/tags/${name}`]);
      expect(read.trimEnd().split('\n').sort()).toEqual([...expected, 'refs/remotes/origin/main'].sort());
    });
  });

  describe('messages', () => {
    const source = makeRepository();
    const ids = source.commits(messages.length, (n) => ({ message: messages[n] ?? '', file: `${n}` }));
    const caches = { mirror: scratchDirectory() };
    afterAll(() => source[Symbol.dispose]());

    it.each(messages)('passes the commit message %j through unharmed', async (message) => {
      const inputs = { url: source.url, ref: ids[messages.indexOf(message)] ?? '', depth: 0 };
      const { outputs, workspace } = await runStep(clone, checkOutCode, { inputs, caches });
      expect(outputs).toMatchObject({ message });
      expect(existsSync(join(workspace, 'canary'))).toBe(false);
    });
  });

  it('gives no message where there is none', async () => {
    using source = makeRepository();
    source.commit('', { a: 'a' });
    const { outputs } = await runStep(clone, checkOutCode, { inputs: { url: source.url } });
    expect(outputs).not.toHaveProperty('message');
  });

  it('passes the name and address of an author through unharmed', async () => {
    using source = makeRepository();
    source.commit('one', { a: 'a' });
    const tree = source.git('rev-parse', 'main^{tree}');
    const author = "$(touch canary) `x` ; 'O'Hara' \"J\" 李 <a+b;$(x)@git.example>";
    const raw = `tree ${tree}\nauthor ${author} 99999999999999 +0000\ncommitter ${author} 1 +0000\n\nx\n`;
    source.git(
      'update-ref',
      'refs/heads/main',
      source.feed(raw, 'hash-object', '-t', 'commit', '-w', '--literally', '--stdin'),
    );
    const { outputs } = await runStep(clone, checkOutCode, { inputs: { url: source.url } });
    expect(outputs).toMatchObject({ author, committedAt: '1970-01-01T00:00:01Z' });
  });

  it('reads a message that is not in UTF-8 as its commit says', async () => {
    using source = makeRepository();
    source.commit('one', { a: 'a' });
    const tree = source.git('rev-parse', 'main^{tree}');
    const head = `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nencoding ISO-8859-1\n\n`;
    const raw = Buffer.from(`${head}Gr\u00fc\u00dfe\n`, 'latin1');
    source.git(
      'update-ref',
      'refs/heads/main',
      source.feed(raw, 'hash-object', '-t', 'commit', '-w', '--stdin'),
    );
    const { outputs } = await runStep(clone, checkOutCode, { inputs: { url: source.url } });
    expect(outputs).toMatchObject({ message: 'Grüße' });
  });
});
