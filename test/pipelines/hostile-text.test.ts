import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../cli/test/place.ts';

const names = [
  '`touch${IFS}pwned`',
  '$(touch${IFS}pwned)',
  'a;touch${IFS}pwned;',
  `it's-"quoted"&|<>`,
  '-rf',
  '--upload-pack=touch${IFS}pwned',
  '%s%n$HOME#!',
  '中文-ü-🎉',
];
const message =
  '$(touch pwned) `touch pwned`; touch pwned\n\n"quoted" \'single\' ${{ secrets.X }} \\ -rf\n::set-output name=x::y\n';

let at: Place;
const commits: string[] = [];
beforeAll(() => {
  at = makePlace();
  at.git('init', '--quiet', '--initial-branch=main');
  for (const name of names) {
    at.write({ 'name.txt': name });
    at.git('add', '.');
    const tree = at.git('write-tree');
    const commit = execFileSync('git', ['commit-tree', tree, '-F', '-'], {
      cwd: at.project,
      input: message,
      encoding: 'utf8',
      env: author,
    });
    at.git('update-ref', `refs/heads/${name}`, commit.trim());
    at.git('update-ref', `refs/tags/v${name}`, commit.trim());
    commits.push(commit.trim());
  }
  at.git('update-ref', 'refs/heads/main', commits[0] ?? '');
});
afterAll(() => at.remove());

const author = {
  PATH: process.env.PATH ?? '',
  GIT_AUTHOR_NAME: '$(touch pwned)',
  GIT_AUTHOR_EMAIL: '`touch pwned`@git.example',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@git.example',
};

/** Every hostile name as a branch and as a tag, each in a folder of its own; then a script that is given what they say. */
function pipeline(): string {
  const refs = names.flatMap((name) => [`refs/heads/${name}`, `refs/tags/v${name}`]);
  const clones = refs.map((ref, index) => ({
    id: `c${index}`,
    template: 'clone',
    with: { url: `file://${at.project}`, ref, path: `d${index}` },
  }));
  const outputs = refs.map(
    (_, index) => `\${{ tasks.c${index}.outputs.${index % 2 === 0 ? 'branch' : 'tag'} }}`,
  );
  const script = `for value in "$@" "$MESSAGE" "$AUTHOR" "$EVENT"; do printf '%s\\0' "$value"; done > said`;
  const tell = {
    id: 'tell',
    template: 'script',
    env: {
      MESSAGE: '${{ tasks.c0.outputs.message }}',
      AUTHOR: '${{ tasks.c0.outputs.author }}',
      EVENT: '${{ event.branch }}',
    },
    with: { script: { case: 'inline', text: script }, args: outputs },
    artifacts: ['said'],
  };
  const stages = [
    { name: 'clone', parallel: true, tasks: clones },
    { name: 'tell', tasks: [tell] },
  ];
  return JSON.stringify({ stepyard: 1, name: 'hostile', stages });
}

describe('test/pipelines/hostile-text', () => {
  it('names of branches and tags, messages and authors pass through clone and script byte for byte', async () => {
    at.write({ 'hostile.yaml': pipeline() });
    at.git('symbolic-ref', 'HEAD', `refs/heads/${names[1]}`);
    const { status, out } = await at.stepyard(['run', 'hostile.yaml']);
    expect(status).toBe(0);
    expect(out).toContain('✓ hostile-1  success');
    await at.stepyard(['artifacts', 'get', 'hostile-1', 'said', '--to', '..']);
    const said = readFileSync(join(at.root, 'said'), 'utf8').split('\0');
    expect(said.slice(0, names.length * 2)).toEqual(names.flatMap((name) => [name, `v${name}`]));
    expect(said.slice(names.length * 2)).toEqual([
      message.trimEnd(),
      '$(touch pwned) <`touch pwned`@git.example>',
      names[1],
      '',
    ]);
    expect(pwned(at.root)).toEqual([]);
  });
});

/** What a command in one of the texts would have made. */
function pwned(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => basename(path) === 'pwned',
  );
}
