import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorFolder, authorFolder } from '../test/support/author-folder.ts';
import { root } from './source-files.ts';

let author: AuthorFolder;
let folder: string;
beforeAll(async () => {
  author = await authorFolder(['script']);
  folder = author.folder;
}, 600_000);
afterAll(() => author?.remove());

const run = (program: string, ...args: readonly string[]) => author.run(program, ...args);
const stepyard = (...args: readonly string[]) => author.stepyard(...args);

describe('scripts/pack', () => {
  it('ships JavaScript and types, and no source, test or path of the machine that packed', () => {
    for (const name of ['catalog', 'events', 'contract', 'runtime']) {
      const files = readdirSync(join(folder, 'node_modules/@stepyard', name), {
        recursive: true,
        encoding: 'utf8',
      });
      expect(
        files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file) && !file.startsWith('node_modules/')),
      ).toEqual([]);
    }
    const command = join(folder, 'node_modules/stepyard');
    const programs = readdirSync(join(command, 'dist'));
    expect(programs).toEqual(
      expect.arrayContaining(['main.js', 'supervisor.js', 'spare.js', 'tree-worker.js']),
    );
    expect(readdirSync(join(command, 'templates'))).toEqual(['script']);
    const naming = programs.filter((file) =>
      readFileSync(join(command, 'dist', file), 'utf8').includes(root),
    );
    expect(naming).toEqual([]);
  });

  it('T7.1: a template is begun, tested, type-checked, bundled, added and used by its name, in an empty folder', () => {
    stepyard('template', 'new', 'my-step');
    author.edit('my-step/my-step.test.ts', 'say here what it prints', String.raw`.\n`);
    expect(stepyard('template', 'check', 'my-step')).toBe('my-step 0.1.0 is sound: 1 input, 0 outputs.\n');
    stepyard('template', 'test', 'my-step');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      '--allowImportingTsExtensions',
    ];
    run('node_modules/.bin/tsc', ...options, 'my-step/main.ts', 'my-step/my-step.test.ts');
    run('npm', 'run', 'build', '--silent', '--prefix', 'my-step');
    expect(readdirSync(join(folder, 'my-step/dist'))).toContain('main.mjs');

    expect(stepyard('catalog', 'add', './my-step')).toMatch(/^Added my-step 0\.1\.0 /);
    writeFileSync(
      join(folder, 'stepyard.yaml'),
      `stepyard: 1
name: demo
stages:
  - name: main
    tasks:
      - { id: one, template: my-step }
      - { id: two, template: script, with: { script: { case: inline, text: echo made } } }
`,
    );
    expect(stepyard('validate', 'stepyard.yaml')).toBe('stepyard.yaml: sound\n');
    const said = stepyard('run', 'stepyard.yaml');
    expect(said).toContain('one │ .\n');
    expect(said).toContain('two │ made\n');
  });

  it('brings recorded events of every source for tests', () => {
    const code = `import { recordedEvent } from '@stepyard/runtime/testing';
      for (const name of ['github-push', 'github-pull-request', 'gitlab-push', 'manual', 'schedule']) console.log(recordedEvent(name).data.kind);`;
    expect(run(process.execPath, '--input-type=module', '-e', code)).toBe(
      'push\npull-request\npush\nmanual\nschedule\n',
    );
  });

  it('begins templates in the other languages too', () => {
    for (const language of ['python', 'shell', 'go']) {
      stepyard('template', 'new', `in-${language}`, '--language', language);
      expect(stepyard('template', 'check', `in-${language}`)).toContain('is sound');
    }
  });
});
