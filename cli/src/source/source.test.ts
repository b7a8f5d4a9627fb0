import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlace, type Place, scripts } from '../../test/place.ts';
import { type LocalSource, localSource } from './local-source.ts';
import { takeSnapshot } from './snapshot.ts';

let at: Place;
beforeEach(() => {
  at = makePlace('shop');
});
afterEach(() => at.remove());

const list = 'git log -1 --format=%s; ls; cat a.txt';
const pipeline = (source: string) => scripts('show', { list }, `source: ${source}\n`);

function commit(): void {
  at.git('init', '--quiet', '--initial-branch=main');
  at.write({ '.gitignore': 'ignored.txt\n', 'a.txt': 'one\n' });
  at.git('add', '.');
  at.git('commit', '--quiet', '-m', 'first');
}

function lines(out: string): string[] {
  return out
    .split('\n')
    .flatMap((line) => (line.startsWith('list │ ') ? [line.slice('list │ '.length)] : []));
}

describe('cli/source', () => {
  it('takes the work tree with what is not committed, ignored files left out; --committed takes the commit', async () => {
    commit();
    at.git('branch', 'other');
    at.write({ 'a.txt': 'two\n', 'new.txt': '', 'ignored.txt': '', 'sub/show.yaml': pipeline('{}') });
    const dirty = await at.stepyard(['run', 'sub/show.yaml']);
    expect(dirty.status).toBe(0);
    expect(dirty.err).toBe('With what is not committed in shop; --committed leaves it out.\n');
    expect(lines(dirty.out).slice(1)).toEqual([
      'Work tree with uncommitted changes',
      ...['a.txt', 'new.txt', 'sub', 'two'],
    ]);
    const clean = await at.stepyard(['run', 'show.yaml', '--committed'], { cwd: 'sub' });
    expect([clean.status, clean.err]).toEqual([0, '']);
    expect(lines(clean.out).slice(1)).toEqual(['first', 'a.txt', 'one']);
    expect(at.git('status', '--porcelain')).toBe(' M a.txt\n?? new.txt\n?? sub/');
    expect(at.git('count-objects')).toMatch(/^4 objects/);
  });

  it.each([['work tree'], ['folder that is no repository']])(
    'leaves the data directory out that is within the %s',
    async (kind) => {
      if (kind === 'work tree') commit();
      else at.write({ 'a.txt': 'one\n' });
      at.write({
        'show.yaml': scripts('show', { list: 'find . -name .git -prune -o -print | sort' }, 'source: {}\n'),
      });
      for (const number of [1, 2]) {
        const run = await at.stepyard(['run', 'show.yaml', '--data', 'kept [1]/data']);
        expect(run.status).toBe(0);
        const names = lines(run.out)
          .slice(1)
          .filter((line) => line !== './.gitignore');
        expect([number, names]).toEqual([number, ['.', './a.txt', './show.yaml']]);
      }
    },
  );

  it('takes the remote repository of the same name from here, in `source` and in a task', async () => {
    commit();
    at.git('remote', 'add', 'origin', 'git@git.example:team/shop.git');
    const task = `stepyard: 1
name: show
stages:
  - name: main
    tasks:
      - { id: fetch, template: clone, with: { url: "https://git.example/team/shop", auth: { case: token, token: "\${{ secrets.TOKEN }}" } } }
      - { id: list, template: script, with: { script: { case: inline, text: "${list}" } } }
`;
    at.write({
      'a.txt': 'two\n',
      'task.yaml': task,
      'ignored.txt': pipeline('https://user@git.example/Team/Shop.git/'),
    });
    const env = { STEPYARD_SECRET_TOKEN: 'not-used' };
    for (const file of ['task.yaml', 'ignored.txt']) {
      const { status, out } = await at.stepyard(['run', file], { env });
      expect(status).toBe(0);
      expect(lines(out).slice(-1)).toEqual(['two']);
    }
    const elsewhere = pipeline('{ url: "https://git.example/team/shop", ref: refs/pull/7/head }');
    at.write({ 'pull.yaml': elsewhere });
    const plan = await at.stepyard(['plan', 'pull.yaml', '--json']);
    expect(JSON.parse(plan.out).source).toMatchObject({ url: 'https://git.example/team/shop' });
  });

  it('takes a copy of a folder that is no repository', async () => {
    at.write({
      'a.txt': 'two\n',
      '.gitignore': 'ignored.txt\n',
      'ignored.txt': '',
      'show.yaml': pipeline('{}'),
    });
    const { status, out, err } = await at.stepyard(['run', 'show.yaml']);
    expect(status).toBe(0);
    expect(err).toBe(
      `There is no git repository here: a copy of ${at.project} is taken, without what .gitignore names.\n`,
    );
    expect(lines(out).slice(1)).toEqual(['Work tree, nothing committed', 'a.txt', 'show.yaml', 'two']);
    expect(existsSync(join(at.project, '.git'))).toBe(false);
    const refused = await at.stepyard(['run', 'show.yaml', '--committed']);
    expect([refused.status, refused.out]).toEqual([2, '']);
    expect(refused.err).toBe(
      `stepyard: \`--committed\` must find a commit, but ${at.project} has none.\n  Leave it out: then what is in the folder is taken.\n`,
    );
    const home = await at.stepyard(['run', 'show.yaml'], { env: { HOME: at.project } });
    expect([home.status, home.err]).toEqual([
      2,
      `stepyard: A copy of the project must be taken, but ${at.project} is no project.\n  Go to the folder of the project.\n`,
    ]);
  });

  it('needs no code where the pipeline fetches none', async () => {
    at.write({ 'plain.yaml': scripts('plain', { list: 'ls' }) });
    const { status, out, err } = await at.stepyard(['run', 'plain.yaml']);
    expect([status, err, lines(out)]).toEqual([0, '', ['$ sh script.sh']]);
    expect(existsSync(join(at.data, 'sources'))).toBe(false);
  });
});

describe('cli/source/snapshot', () => {
  async function snapshot(committed = false) {
    const source = await localSource(at.project);
    const taken = await takeSnapshot(source, join(at.root, 'snapshot'), { committed, without: at.data });
    const copy = join(at.root, 'copy');
    execFileSync('git', ['clone', '--quiet', '--no-local', taken.url, copy]);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, encoding: 'utf8' }).trim();
    return { source, taken, copy, git };
  }

  it('keeps branch, other branches and tags', async () => {
    commit();
    at.git('branch', 'other');
    at.git('tag', 'v1');
    at.git('tag', '-a', 'v2', '-m', 'two');
    at.write({ 'a.txt': 'two\n' });
    const { taken, git, source } = await snapshot();
    expect(taken).toMatchObject({ ref: 'refs/heads/main', dirty: true });
    expect(git('tag').split('\n')).toEqual(['v1', 'v2']);
    expect(git('rev-parse', 'origin/other', 'v1', 'v2^{commit}', 'HEAD~1').split('\n')).toEqual(
      Array(4).fill(source.commit),
    );
  });

  it('stands on the commit where no branch is checked out', async () => {
    commit();
    at.git('checkout', '--quiet', '--detach');
    const { taken, source, git } = await snapshot();
    expect(source.ref).toBeUndefined();
    expect(taken).toMatchObject({ ref: source.commit, commit: source.commit, dirty: false });
    expect(git('rev-parse', 'HEAD')).toBe(source.commit);
  });

  it('is shallow where the repository is', async () => {
    commit();
    at.git('commit', '--quiet', '--allow-empty', '-m', 'second');
    const whole = join(at.root, 'whole');
    renameSync(at.project, whole);
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${whole}`, at.project]);
    at.write({ 'a.txt': 'three\n' });
    const { git } = await snapshot();
    expect(git('log', '--format=%s').split('\n')).toEqual(['Work tree with uncommitted changes', 'second']);
  });

  it('holds what is there before the first commit', async () => {
    at.git('init', '--quiet', '--initial-branch=trunk');
    at.write({ 'a.txt': 'one\n' });
    const { taken, copy } = await snapshot();
    expect(taken.ref).toBe('refs/heads/trunk');
    expect(readdirSync(copy)).toEqual(['.git', 'a.txt']);
  });

  it('works in a linked work tree and in a folder of the repository', async () => {
    commit();
    const linked = join(at.root, 'linked');
    at.git('worktree', 'add', '--quiet', '-b', 'side', linked);
    const source: LocalSource = await localSource(linked);
    expect(source).toMatchObject({ directory: linked, ref: 'refs/heads/side', versioned: true });
    const taken = await takeSnapshot(source, join(at.root, 'snapshot'), {
      committed: false,
      without: at.data,
    });
    expect(taken).toMatchObject({ ref: 'refs/heads/side', dirty: false });
    at.write({ 'sub/b.txt': '' });
    expect(await localSource(join(at.project, 'sub'))).toMatchObject({ directory: at.project, name: 'shop' });
  });
});
