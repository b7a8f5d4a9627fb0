import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
});
afterAll(() => at.remove());

const edit = (file: string, from: string, to: string) => {
  const path = join(at.project, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

/** What a test of each language is given for the words that its author is to put there. */
const languages = [
  { language: 'python', test: 'test_main.py' },
  { language: 'shell', test: 'test.sh' },
];

describe('cli/template', () => {
  it.each(languages)(
    'T7.1: begins a template in $language whose test fails, then is green, and which a pipeline uses',
    async ({ language, test }) => {
      const name = `my-${language}`;
      const made = await askIn(at, [
        'template',
        'new',
        name,
        '--language',
        language,
        '--title-zh',
        '我的',
        '--category',
        'test',
      ]);
      expect(made).toMatchObject({ status: 0, err: '' });
      expect(made.out).toMatch(/^Wrote my-\w+ with \d+ files\. Next:\n {2}stepyard template test my-\w+ /);
      expect(readdirSync(join(at.project, name))).toEqual(
        expect.arrayContaining(['Dockerfile', 'README.md', 'icon.svg', 'template.json']),
      );
      expect((await askIn(at, ['template', 'check', name])).out).toBe(
        `${name} 0.1.0 is sound: 3 inputs, 1 output.\n`,
      );
      expect((await at.stepyard(['template', 'test', name])).status).toBe(1);
      edit(`${name}/${test}`, 'say here what it gives', 'Hello, Ann!');
      const { status, err } = await at.stepyard(['template', 'test', name]);
      expect([status, status === 0 ? '' : err]).toEqual([0, '']);

      expect(await askIn(at, ['catalog', 'add', `./${name}`])).toMatchObject({ status: 0, err: '' });
      at.write({
        'stepyard.yaml': `stepyard: 1\nname: demo\nstages:\n  - name: main\n    tasks:\n      - { id: one, template: ${name}, with: { name: Lin } }\n`,
      });
      const run = await at.stepyard(['run', 'stepyard.yaml']);
      expect([run.status, run.out]).toEqual([0, expect.stringContaining('Hello, Lin!')]);
      await askIn(at, ['catalog', 'remove', name]);
    },
  );

  it.each(languages)('starts a template in $language by hand', async ({ language }) => {
    const name = `by-hand-${language}`;
    await askIn(at, ['template', 'new', name, '--language', language]);
    const run = (env: Record<string, string>, ...args: string[]) =>
      at.stepyard(['template', 'run', name, ...args], { env });
    expect(await run({ INPUT_NAME: 'Ann' })).toMatchObject({ status: 0, out: 'Hello, Ann!\n' });
    expect((await run({}, '--help')).out).toContain('INPUT_TIMES');
    const wrong = await run({ INPUT_TIMES: '0', INPUT_COLOUR: 'red' });
    expect(wrong.status).toBe(2);
    for (const word of ['INPUT_COLOUR', '`name` must be given', '`times` must be'])
      expect(wrong.err).toContain(word);
  });

  it('writes a template in TypeScript, declared as data, and one in Go', async () => {
    await askIn(at, ['template', 'new', 'my-node']);
    expect(readdirSync(join(at.project, 'my-node')).sort()).toEqual([
      '.dockerignore',
      '.gitignore',
      'Dockerfile',
      'README.md',
      'icon.svg',
      'main.ts',
      'my-node.test.ts',
      'my-node.ts',
      'package.json',
      'template.ts',
    ]);
    await askIn(at, ['template', 'new', 'my-go', '--language', 'go']);
    expect((await askIn(at, ['template', 'check', 'my-go'])).status).toBe(0);
    expect(readFileSync(join(at.project, 'my-go/go.mod'), 'utf8')).toBe('module my-go\n\ngo 1.22\n');
  });

  it('says what is wrong with a name, a category, a folder and a manifest', async () => {
    const failed = async (...args: string[]) => {
      const { status, err } = await askIn(at, ['template', ...args]);
      expect(status).toBe(2);
      return err;
    };
    expect(await failed('new', 'My_Step')).toBe(
      'stepyard: A template\'s name must be kebab-case, got "My_Step".\n  Name it like a tool and what it does, for instance helm-rollback.\n',
    );
    expect(await failed('new', 'x', '--category', 'tools')).toContain('There is no category "tools".');
    await askIn(at, ['template', 'new', 'twice', '--language', 'shell']);
    expect(await failed('new', 'twice')).toBe(
      `stepyard: ${at.project}/twice is there already.\n  Give another --folder.\n`,
    );
    expect(await failed('check', 'nowhere')).toBe(
      'stepyard: There is no folder "nowhere".\n  Check the path.\n',
    );
    edit('twice/template.json', '"name": "world", "times": 2', '"times": 0');
    at.write({ 'empty/x': '' });
    expect(await failed('check', 'empty')).toMatch(/^stepyard: empty must be the folder of a template\.\n/);
    expect(await failed('check', 'twice')).toMatch(/template\.json must be a manifest: [\s\S]*times/);
  });
});
