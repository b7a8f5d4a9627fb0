import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packCommand } from './pack/command.ts';
import { packLibraries } from './pack/libraries.ts';
import { root } from './source-files.ts';

/** Tools of the author's own, in the versions of this repository. */
const tools = ['esbuild', 'typescript', '@types/node'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepyard-author-'));
  const to = join(folder, 'packages');
  const tarballs = [...packLibraries(to), await packCommand(to, ['script'])];
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'empty/package.json'), '{ "private": true, "type": "module" }\n');
  const named = tools.map((name) => `${name}@${devDependencies[name]}`);
  run('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs, ...named);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, ...args: readonly string[]): string {
  const own = Object.entries(process.env).filter(([name]) => !/^(STEPYARD_|VITEST|NODE_OPTIONS)/.test(name));
  const env = { ...Object.fromEntries(own), STEPYARD_DATA: join(folder, 'data') };
  return execFileSync(program, args, { cwd: join(folder, 'empty'), env, encoding: 'utf8', stdio: 'pipe' });
}

const stepyard = (...args: readonly string[]) => run('node_modules/.bin/stepyard', ...args);

describe('scripts/pack', () => {
  it('ships JavaScript and types, and no source, test or path of the machine that packed', () => {
    for (const name of ['catalog', 'events', 'contract', 'runtime']) {
      const files = readdirSync(join(folder, 'empty/node_modules/@stepyard', name), {
        recursive: true,
        encoding: 'utf8',
      });
      expect(
        files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file) && !file.startsWith('node_modules/')),
      ).toEqual([]);
    }
    const command = join(folder, 'empty/node_modules/stepyard');
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
    const test = join(folder, 'empty/my-step/my-step.test.ts');
    writeFileSync(test, readFileSync(test, 'utf8').replace('say here what it prints', String.raw`.\n`));
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
    expect(readdirSync(join(folder, 'empty/my-step/dist'))).toContain('main.mjs');

    expect(stepyard('catalog', 'add', './my-step')).toMatch(/^Added my-step 0\.1\.0 /);
    writeFileSync(
      join(folder, 'empty/stepyard.yaml'),
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
