import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, link, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ArtifactPattern } from '../task-facts.ts';
import { type Collected, collectArtifacts } from './collect.ts';
import { artifactFilter } from './find.ts';
import { openArtifactStore } from './open-store.ts';
import { readOne } from './read-pack.ts';
import type { ArtifactStore } from './store.ts';
import { all } from './store-suite.ts';

const top = await mkdtemp(join(tmpdir(), 'stepyard-collect-'));
let count = 0;
let workspace = '';
let outside = '';
let store: ArtifactStore;

beforeEach(async () => {
  const place = join(top, String(count++));
  workspace = join(place, 'workspace');
  outside = join(place, 'outside');
  await mkdir(workspace, { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, 'passwd'), 'root:x');
  store = await openArtifactStore(pathToFileURL(join(place, 'store')).href);
});

afterAll(() => rm(top, { recursive: true }));

describe('contract/artifacts/collect', () => {
  it('T2.3: keeps what matches /app/*.jar with name, time, size and SHA-256', async () => {
    await files({
      'store.jar': 's',
      'booking.jar': 'bo',
      'billing.jar': 'bil',
      'notes.txt': '',
      'sub/deep.jar': 'd',
    });
    for (const name of ['store', 'booking', 'billing'])
      await utimes(join(workspace, `${name}.jar`), 1e9, 1e9);
    const { entries, problems } = await collect('/app/*.jar');
    const updatedAt = '2001-09-09T01:46:40.000Z';
    const pack = 'project/run-1/build/artifacts.pack';
    const kept = (name: string, size: number, offset: number, content: string) => ({
      name,
      size,
      offset,
      sha256: createHash('sha256').update(content).digest('hex'),
      updatedAt,
      mode: 0o644,
      type: 'file',
      pack,
    });
    expect(entries).toEqual([
      kept('billing.jar', 3, 8, 'bil'),
      kept('booking.jar', 2, 11, 'bo'),
      kept('store.jar', 1, 13, 's'),
    ]);
    expect(problems).toEqual([]);
    expect((await all(store.list(''))).map(({ key }) => key)).toEqual([pack]);
  });

  it.each([
    ['/etc/passwd', 'it is an absolute path'],
    ['/app/../etc/passwd', 'it has `..` as a part'],
    ['../x', 'it has `..` as a part'],
    ['a/../../x', 'it has `..` as a part'],
    ['{..,a}/x', 'it has `..` as a part'],
    ['@(..|a)/x', 'it has `..` as a part'],
    ['!../x', 'it has `..` as a part'],
    ['/application/x', 'it is an absolute path'],
    ['//etc/passwd', 'it is an absolute path'],
    ['/app//etc/../../x', 'it has `..` as a part'],
    ['C:\\x', 'it is an absolute path'],
    ['', 'it is empty'],
    ['a\0b', 'it holds a NUL byte'],
  ])('T2.3: refuses the pattern %j', async (path, why) => {
    await files({ 'a.txt': 'a' });
    await expect(collect('a.txt', path)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`artifacts\` must be patterns below the workspace, got ${JSON.stringify(path)}: ${why}.`,
      hint: 'Write it relative to the workspace, for instance `target/*.jar` or `/app/target/*.jar`.',
    });
    expect(await all(store.list(''))).toEqual([]);
  });

  it('T2.3: refuses links out of the workspace, to files and to directories, and keeps the rest', async () => {
    await files({ 'd/good.txt': 'good' });
    await symlink(join(outside, 'passwd'), join(workspace, 'd/absolute'));
    await symlink('../../outside/passwd', join(workspace, 'd/relative'));
    await symlink(outside, join(workspace, 'linked'));
    await symlink('/nowhere', join(workspace, 'd/dangling'));
    const { entries, problems } = await collect('d/**', 'linked/passwd');
    expect(entries.map(({ name }) => name)).toEqual(['d/good.txt']);
    const refused = (name: string, pattern: string, how: string) => ({
      level: 'error',
      message: `\`artifacts\`: "${name}", matched by "${pattern}", ${how}.`,
      hint: 'Only regular files of the workspace are kept. Copy it into the workspace, or leave it out with `!`.',
    });
    const away = `is, or lies behind, a link to ${JSON.stringify(join(outside, 'passwd'))}, outside the workspace`;
    expect(problems).toEqual([
      refused('d/absolute', 'd/**', away),
      refused('d/dangling', 'd/**', 'cannot be opened (ENOENT)'),
      refused('d/relative', 'd/**', away),
      refused('linked/passwd', 'linked/passwd', away),
    ]);
  });

  it('follows links that stay in the workspace, and keeps the file under the name that was matched', async () => {
    await files({ 'out/v1/app-1.2.jar': 'jar' });
    await symlink('app-1.2.jar', join(workspace, 'out/v1/app.jar'));
    await symlink('v1', join(workspace, 'out/latest'));
    const { entries, problems } = await collect('out/latest/app.jar', 'out/*/app.jar');
    expect(problems).toEqual([]);
    expect(entries.map(({ name }) => name)).toEqual(['out/latest/app.jar', 'out/v1/app.jar']);
    expect(await content(entries[0])).toBe('jar');
  });

  it('refuses a hard link to a file outside, not one between files of the workspace', async () => {
    await files({ 'target/deps/tool-1f': 'tool' });
    await link(join(workspace, 'target/deps/tool-1f'), join(workspace, 'target/tool'));
    await link(join(outside, 'passwd'), join(workspace, 'target/shadow'));
    const { entries, problems } = await collect('target/*');
    expect(entries.map(({ name }) => name)).toEqual(['target/deps/tool-1f', 'target/tool']);
    expect(problems.map(({ message }) => message)).toEqual([
      '`artifacts`: "target/shadow", matched by "target/*", is a hard link to a file that also has a name outside the workspace.',
    ]);
  });

  it('counts no name of a hard link that lies behind a link to a directory', async () => {
    await files({ 'sub/file': '' });
    await link(join(outside, 'passwd'), join(workspace, 'shadow'));
    await symlink(outside, join(workspace, 'out'));
    for (const name of ['one', 'two', 'three']) await symlink('..', join(workspace, 'sub', name));
    const { entries, problems } = await collect('shadow');
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ level: 'error' }]);
  });

  it('says of a pattern that matches nothing that it does, and stores nothing', async () => {
    await mkdir(join(workspace, 'empty'));
    const { entries, problems } = await collect('/app/*.war', 'empty', 'none/**');
    expect(entries).toEqual([]);
    expect(problems).toEqual(
      ['/app/*.war', 'empty', 'none/**'].map((path) => ({
        level: 'warning',
        message: `\`artifacts\`: "${path}" matches no file.`,
        hint: 'Check the pattern against the files that the task leaves in the workspace.',
      })),
    );
    expect(await all(store.list(''))).toEqual([]);
  });

  it('refuses what is neither file nor directory, without waiting for a writer', async () => {
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    const server = createServer().listen(join(workspace, 'socket'));
    await once(server, 'listening');
    const { entries, problems } = await collect('**', 'pipe');
    server.close();
    expect(entries).toEqual([]);
    expect(problems.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'error: `artifacts`: "pipe", matched by "**", is a FIFO, not a regular file.',
      'error: `artifacts`: "socket", matched by "**", cannot be opened (ENXIO).',
    ]);
  });

  it('does not go round in circles of links, nor keep a file twice for them', async () => {
    await files({ 'pkg/a.js': 'a', 'pkg/node_modules/x/index.js': 'x' });
    await symlink('../../pkg', join(workspace, 'pkg/node_modules/pkg'));
    await symlink('.', join(workspace, 'self'));
    const { entries, problems } = await collect('**', 'self/pkg/*.js');
    expect(problems).toEqual([]);
    expect(entries.map(({ name }) => name)).toEqual([
      'pkg/a.js',
      'pkg/node_modules/x/index.js',
      'self/pkg/a.js',
    ]);
  });

  it('stores nothing where all that matched was refused', async () => {
    await symlink(join(outside, 'passwd'), join(workspace, 'shadow'));
    expect(await collect('shadow')).toMatchObject({ entries: [], problems: [{ level: 'error' }] });
    expect(await all(store.list(''))).toEqual([]);
  });

  it('T2.3: stores nothing at all where it is strict and something is refused', async () => {
    await files({ 'a.jar': 'a'.repeat(3_000_000), 'z.jar': 'z' });
    await symlink(join(outside, 'passwd'), join(workspace, 'shadow.jar'));
    const patterns = [{ path: '*.jar' }];
    await expect(
      collectArtifacts({ workspace, patterns, store, prefix: 'p', input: 'paths', strict: true }),
    ).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`paths\`: "shadow.jar", matched by "*.jar", is, or lies behind, a link to ${JSON.stringify(join(outside, 'passwd'))}, outside the workspace.`,
    });
    expect(await all(store.list(''))).toEqual([]);
  });

  it('tells by the same patterns which kept files are asked for', () => {
    const asked = artifactFilter(['/app/dist', '*.jar', '!dist/sub']);
    const names = ['dist/a.js', 'dist/.env', 'dist/sub/b.js', 'x.jar', 'lib/x.jar', 'distant'];
    expect(names.filter(asked)).toEqual(['dist/a.js', 'dist/.env', 'x.jar']);
    expect(['a', '.b/c', 'd'].filter(artifactFilter([]))).toEqual(['a', '.b/c', 'd']);
    expect(['a', '.b/c', 'd'].filter(artifactFilter(['!d']))).toEqual(['a', '.b/c']);
    expect(() => artifactFilter(['../x'], 'paths')).toThrow(
      '`paths` must be patterns below the workspace, got "../x": it has `..` as a part.',
    );
  });

  it('keeps what is in a directory that a wildcard matches', async () => {
    await files({ 'packages/a/dist/x.js': '', 'packages/b/dist/sub/y.js': '', 'packages/b/src/z.ts': '' });
    const { entries } = await collect('/app/packages/*/dist');
    expect(entries.map(({ name }) => name)).toEqual(['packages/a/dist/x.js', 'packages/b/dist/sub/y.js']);
  });

  it('keeps a directory whole, without hidden files unless they are named', async () => {
    await files({ 'dist/a.js': '', 'dist/sub/b.js': '', 'dist/.env': 'x', '.npmrc': 'y', 'z.txt': '' });
    expect((await collect('dist')).entries.map(({ name }) => name)).toEqual(['dist/a.js', 'dist/sub/b.js']);
    expect((await collect('/app/')).entries.map(({ name }) => name)).toEqual([
      'dist/a.js',
      'dist/sub/b.js',
      'z.txt',
    ]);
    expect((await collect('.npmrc', 'dist/.*')).entries.map(({ name }) => name)).toEqual([
      '.npmrc',
      'dist/.env',
    ]);
  });

  it('gives a file the type of the first pattern that matches it, and leaves out what `!` names', async () => {
    await files({ 'r/TEST-a.xml': '', 'r/TEST-b.xml': '', 'r/log.txt': '' });
    const { entries } = await collect(
      { path: 'r/TEST-*.xml', type: 'junit' },
      { path: 'r/*' },
      '!r/TEST-b.xml',
    );
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ['r/TEST-a.xml', 'junit'],
      ['r/log.txt', 'file'],
    ]);
  });

  it('keeps permissions without setuid, names with any character, and files of any size', async () => {
    const names = ['-rf', 'a b', 'é\n"x"', '$(id)', 'large', 'none'];
    await files(Object.fromEntries(names.map((name) => [name, name])));
    await writeFile(join(workspace, 'large'), Buffer.alloc(5_000_001, 'large '));
    await writeFile(join(workspace, 'none'), '');
    await chmod(join(workspace, '-rf'), 0o4755);
    const { entries } = await collect('**');
    expect(entries.map(({ name }) => name)).toEqual([...names].sort());
    for (const entry of entries) {
      expect(entry.mode.toString(8)).toBe(entry.name === '-rf' ? '755' : '644');
      const original = await readFile(join(workspace, entry.name));
      expect(entry.sha256).toBe(createHash('sha256').update(original).digest('hex'));
      expect((await content(entry)) === original.toString('latin1')).toBe(true);
    }
  });

  it('is the same for the same files', async () => {
    await files({ 'b/2': '2', 'b-1': '1', 'b.0': '0', 'a/z/9': '9' });
    const [one, two] = [await collect('**', 'b*'), await collect('b*', 'a/**', 'b/**')];
    expect(one.entries).toEqual(two.entries);
    expect(one.entries.map(({ name }) => name)).toEqual(['a/z/9', 'b-1', 'b.0', 'b/2']);
  });
});

function collect(...patterns: (string | ArtifactPattern)[]): Promise<Collected> {
  return collectArtifacts({
    workspace,
    patterns: patterns.map((path) => (typeof path === 'string' ? { path } : path)),
    store,
    prefix: 'project/run-1/build',
  });
}

async function content(entry: Collected['entries'][number] | undefined): Promise<string> {
  if (entry === undefined) return '';
  return Buffer.concat(await all(readOne(store, entry))).toString('latin1');
}

async function files(contents: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(join(workspace, name, '..'), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
}
