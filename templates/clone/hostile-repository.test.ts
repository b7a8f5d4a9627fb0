import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { type RunStepOptions, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { blob, commitRaw, rawTree } from '../../test/support/raw-commit.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

type Inputs = GivenValues<typeof clone.inputs>;

const canary = join(scratchDirectory(), 'canary');
const outside = scratchDirectory();
const script = `#!/bin/sh\ntouch ${canary}\n`;
const command = `touch ${canary}`;

function run(inputs: Inputs, options: Partial<RunStepOptions<typeof clone>> = {}) {
  return runStep(clone, checkOutCode, { inputs, ...options });
}

describe('templates/clone/hostile-repository', () => {
  afterEach(() => {
    expect(existsSync(canary)).toBe(false);
    expect(readdirSync(outside)).toEqual([]);
  });

  const gitNames = [
    '.git',
    '.GIT',
    '.Git',
    '.gIt',
    'git~1',
    'GIT~1',
    '.git ',
    '.git.',
    '.git...',
    '.git::$INDEX_ALLOCATION',
    '.git:x',
    '.g\u200cit',
    '.\u200dgit',
    '.gi\u206bt',
    '.git\\x',
  ];

  it.each(gitNames)('refuses a commit that holds settings and hooks below %j', async (name) => {
    using source = makeRepository();
    const hooks = rawTree(source, [['100755', 'post-checkout', blob(source, script)]]);
    const config = blob(source, `[core]\n\tfsmonitor = ${command}\n\thooksPath = hooks\n`);
    const inner = rawTree(source, [
      ['100644', 'config', config],
      ['40000', 'hooks', hooks],
    ]);
    commitRaw(source, [['40000', name, inner]]);
    const { failure, workspace } = await run({ url: source.url });
    expect(failure?.code).toBe('POLICY_REFUSED');
    expect(failure?.message).toContain('refuses the path "');
    expect(readFileSync(join(workspace, '.git/config'), 'utf8')).not.toContain(command);
  });

  it.each(['.git', '.GIT', 'git~1'])('refuses a commit that holds a link or file named %s', async (name) => {
    for (const mode of ['120000', '100644']) {
      using source = makeRepository();
      commitRaw(source, [[mode, name, blob(source, mode === '120000' ? outside : `gitdir: ${outside}\n`)]]);
      const { failure } = await run({ url: source.url });
      expect(failure?.code).toBe('POLICY_REFUSED');
    }
  });

  it.each(['..', '.', '../evil', '/evil', 'a/../../evil', `${'x/'.repeat(3)}..`])(
    'writes nothing outside for a commit that holds the path %j',
    async (name) => {
      using source = makeRepository();
      commitRaw(source, [['100644', name, blob(source, 'evil')]]);
      const workspace = join(scratchDirectory(), 'deep', 'inside');
      mkdirSync(workspace, { recursive: true });
      const { status } = await run({ url: source.url }, { workspace });
      expect(status).toBe('failed');
      expect(readdirSync(join(workspace, '..'))).toEqual(['inside']);
    },
  );

  it('writes nothing through a link that the same commit holds', async () => {
    using source = makeRepository();
    const inner = rawTree(source, [['100644', 'evil', blob(source, 'evil')]]);
    commitRaw(source, [
      ['120000', 'a', blob(source, outside)],
      ['40000', 'a', inner],
    ]);
    await run({ url: source.url });
  });

  it('writes nothing through links that an earlier task left', async () => {
    using source = makeRepository();
    source.commit('one', { 'a/evil': 'evil', 'b/c/evil': 'evil' });
    const workspace = scratchDirectory();
    symlinkSync(outside, join(workspace, 'a'));
    mkdirSync(join(workspace, 'b'));
    symlinkSync(outside, join(workspace, 'b/c'));
    const { failure } = await run({ url: source.url, clean: false }, { workspace });
    expect(failure).toBeUndefined();
    expect(readFileSync(join(workspace, 'b/c/evil'), 'utf8')).toBe('evil');
  });

  it.each([true, false])('uses no repository that an earlier task left (clean: %s)', async (clean) => {
    using source = makeRepository();
    source.commit('one', { a: 'a' });
    const workspace = scratchDirectory();
    mkdirSync(join(workspace, '.git/hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-merge-commit']) {
      writeFileSync(join(workspace, '.git/hooks', hook), script, { mode: 0o755 });
    }
    writeFileSync(join(workspace, '.git/config'), `[core]\n\tfsmonitor = ${command}\n`);
    const { failure } = await run({ url: source.url, clean }, { workspace });
    expect(failure).toBeUndefined();
    expect(existsSync(join(workspace, '.git/hooks/post-checkout'))).toBe(false);
  });

  it.each([true, false])(
    'does not follow a link in the place of the repository (clean: %s)',
    async (clean) => {
      using source = makeRepository();
      source.commit('one', { a: 'a' });
      const workspace = scratchDirectory();
      symlinkSync(outside, join(workspace, '.git'));
      const { failure } = await run({ url: source.url, clean }, { workspace });
      expect(failure).toBeUndefined();
    },
  );

  it('runs no filter, driver, monitor or large-file tool that files of the commit name', async () => {
    using source = makeRepository();
    const settings = ['filter.evil.smudge', 'filter.evil.process', 'diff.evil.textconv', 'merge.evil.driver'];
    const config = settings.map((name) => {
      const [section, sub, key] = name.split('.');
      return `[${section} "${sub}"]\n\t${key} = ${command}\n\trequired = true\n`;
    });
    const text = `${config.join('')}[core]\n\tfsmonitor = ${command}\n\tsshCommand = ${command}\n`;
    source.commit('one', {
      '.gitattributes':
        '* filter=evil diff=evil merge=evil working-tree-encoding=UTF-16 ident export-subst\n',
      '.gitconfig': text,
      '.config/git/config': text,
      config: text,
      '.lfsconfig': `[lfs]\n\turl = ext::${command}\n[lfs "customtransfer.x"]\n\tpath = ${command}\n`,
      'a.txt': 'a',
    });
    const { failure } = await run({ url: source.url });
    expect(failure).toBeUndefined();
  });

  it('runs nothing that the settings and hooks of the server’s repository name', async () => {
    using source = makeRepository();
    source.commit('one', { a: 'a' });
    const settings = [
      'uploadpack.packObjectsHook',
      'core.fsmonitor',
      'core.alternateRefsCommand',
      'core.gitProxy',
    ];
    for (const name of settings) source.git('config', name, command);
    for (const hook of ['post-update', 'pre-auto-gc', 'reference-transaction', 'update', 'post-checkout']) {
      writeFileSync(join(source.directory, 'hooks', hook), script, { mode: 0o755 });
    }
    const { failure, workspace } = await run({ url: source.url });
    expect(failure).toBeUndefined();
    expect(readdirSync(join(workspace, '.git'))).not.toContain('hooks');
  });

  const submodules: Record<string, Readonly<Record<string, string>>> = {
    'is fetched by ext': { url: `ext::sh -c ${command}` },
    'is fetched by fd': { url: 'fd::17/foo' },
    'has an address like an option': { url: `--upload-pack=${command}` },
    'has an address like an option of ssh': { url: 'ssh://-oProxyCommand=x/y' },
    'has an address with a password': { url: 'https://user:password@git.example/x' },
    'has an address with a line break': { url: '"https://git.example/a\\nhost=evil"' },
    'has an address that leads above the host': { url: '../../../../../../../../../../x' },
    'has no address': {},
    'is of a scheme that is not known': { url: 'ftp://git.example/x' },
    'lies above its place by name': { name: '../../evil', url: './x' },
    'lies in hooks by name': { name: '.git/hooks', url: './x' },
    'has a name like an option': { name: '-x', url: './x' },
    'has a name that starts with a dot': { name: '.x', url: './x' },
    'has a name with a backslash': { name: 'a\\\\..\\\\b', url: './x' },
  };

  it.each(Object.keys(submodules))('refuses a submodule that %s', async (name) => {
    using source = makeRepository();
    const target = source.commit('one', { a: 'a' });
    const { name: module = 'sub', ...rest } = submodules[name] ?? {};
    const lines = Object.entries({ path: 'sub', ...rest }).map(([key, value]) => `\t${key} = ${value}\n`);
    source.commit('two', {
      '.gitmodules': `[submodule "${module}"]\n${lines.join('')}`,
      sub: { mode: '160000', data: target },
    });
    const { failure } = await run({ url: source.url, submodules: 'recursive' });
    expect(failure?.code).toBe('POLICY_REFUSED');
    expect(failure?.message).toMatch(/^the submodule ".*" .*\.$/);
    expect(failure?.message).not.toContain('password@');
  });

  it('refuses submodules of which one would lie in another', async () => {
    using source = makeRepository();
    const data = source.commit('one', { a: 'a' });
    const entry = (name: string, path: string) => `[submodule "${name}"]\n\tpath = ${path}\n\turl = ./x\n`;
    source.commit('two', {
      '.gitmodules': entry('a', 'a-path') + entry('a/hooks', 'b-path'),
      'a-path': { mode: '160000', data },
      'b-path': { mode: '160000', data },
    });
    const { failure } = await run({ url: source.url, submodules: 'yes' });
    expect(failure?.message).toBe('the submodule "a" shares its place with another.');
  });

  it('does not run the update command of a submodule', async () => {
    using source = makeRepository();
    using library = makeRepository();
    const data = library.commit('library', { lib: 'lib' });
    source.commit('one', {
      '.gitmodules': `[submodule "l"]\n\tpath = lib\n\turl = ${library.url}\n\tupdate = !${command}\n`,
      lib: { mode: '160000', data },
    });
    const { failure, workspace } = await run({ url: source.url, submodules: 'yes' });
    expect(failure).toBeUndefined();
    expect(readdirSync(join(workspace, 'lib')).sort()).toEqual(['.git', 'lib']);
  });

  it('refuses .gitmodules that is a link', async () => {
    using source = makeRepository();
    const data = source.commit('one', { a: 'a' });
    const text = blob(source, `/etc/gitconfig`);
    commitRaw(source, [
      ['120000', '.gitmodules', text],
      ['160000', 'sub', data],
    ]);
    const { failure } = await run({ url: source.url, submodules: 'yes' });
    expect(failure?.code).toBe('POLICY_REFUSED');
  });

  it('puts no submodule behind a link', async () => {
    using source = makeRepository();
    using library = makeRepository();
    const data = library.commit('library', { evil: 'evil' });
    const module = blob(source, `[submodule "l"]\n\tpath = a/b\n\turl = ${library.url}\n`);
    const inner = rawTree(source, [['160000', 'b', data]]);
    commitRaw(source, [
      ['100644', '.gitmodules', module],
      ['120000', 'a', blob(source, outside)],
      ['40000', 'a', inner],
    ]);
    await run({ url: source.url, submodules: 'yes' });
  });

  it('brings in a submodule that holds itself only so many times', async () => {
    using source = makeRepository();
    const data = source.commit('one', { a: 'a' });
    source.commit('two', {
      '.gitmodules': `[submodule "s"]\n\tpath = sub\n\turl = ${source.url}\n`,
      sub: { mode: '160000', data },
    });
    const { failure } = await run({ url: source.url, submodules: 'recursive' });
    expect(failure).toBeUndefined();
  });

  it('takes facts of a commit as text, whatever they hold', async () => {
    using source = makeRepository();
    const message = 'x\u001b]0;title\u0007\n::set-output name=a::b\n##vso[task.complete]\naction meta: a=b\n';
    source.commit(message, { a: 'a' });
    const { outputs } = await run({ url: source.url });
    expect(outputs).toMatchObject({ message: message.trimEnd() });
    expect(Object.keys(outputs ?? {})).toHaveLength(6);
  });

  it('bears a commit message of many megabytes', async () => {
    using source = makeRepository();
    source.commit(`x${'y'.repeat(9 * 1024 * 1024)}`, { a: 'a' });
    const { outputs, failure } = await run({ url: source.url });
    expect(failure).toBeUndefined();
    expect(outputs).toMatchObject({
      message: '(a message of more than 8 MiB)',
      committedAt: '2023-11-14T22:14:20Z',
    });
  });
});
