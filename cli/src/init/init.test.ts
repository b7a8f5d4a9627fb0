import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '@stepyard/catalog';
import { parsePipeline, planPipeline } from '@stepyard/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';
import { firstPipeline } from './first-pipeline.ts';

const generated = new URL('../../../catalog/generated/catalog.json', import.meta.url);
const catalog = loadCatalog(JSON.parse(readFileSync(generated, 'utf8')));
const versions = new Map(catalog.templates.map(({ name, version }) => [name, version]));

/** The commands and inputs of the pipeline that is written for a project of these files. */
function tasksFor(files: Readonly<Record<string, string>>): { kind: string | undefined; tasks: unknown[] } {
  const { kind, yaml } = firstPipeline(
    'demo',
    { has: (name) => name in files, read: (name) => files[name] ?? '' },
    versions,
  );
  const { document, problems } = parsePipeline(yaml, 'stepyard.yaml');
  const planned = planPipeline(document, catalog);
  expect([...problems, ...planned.problems]).toEqual([]);
  const tasks = (planned.plan?.tasks ?? []).slice(1).map((task) => {
    const { script, command, goals } = task.with;
    const text = typeof script === 'object' && script !== null && 'text' in script ? script.text : undefined;
    const kept = task.artifacts.map(({ path }) => path);
    return [text ?? command ?? goals, ...(kept.length > 0 ? [kept] : [])].flat();
  });
  return { kind, tasks };
}

describe('cli/init/first-pipeline', () => {
  it('writes a file that people like to go on with', () => {
    const project = {
      'package.json': '{"scripts":{"build":"tsc","test":"node --test"}}',
      'package-lock.json': '{}',
    };
    const files: Record<string, string> = project;
    const { yaml } = firstPipeline(
      'demo',
      { has: (name) => name in files, read: (name) => files[name] ?? '' },
      versions,
    );
    expect(yaml).toBe(`# Run it: stepyard run FILE. What a task can do: stepyard catalog show TEMPLATE.

stepyard: 1
name: demo

# The repository of the run: on a laptop your own work tree.
source: {}

stages:
  - name: build
    tasks:
      - title: Install
        template: npm@1
        with: { command: ci }
      - title: Build
        template: npm@1
        with: { command: { case: run, script: build } }
      - title: Test
        template: npm@1
        with: { command: test }
`);
  });

  it('begins as the other files of the project do, where these begin with a licence', () => {
    const pom =
      '<?xml version="1.0"?>\n<!--\n  Licensed under the Example License.\n\n  As is.\n-->\n<project><!-- build --></project>';
    const { yaml } = firstPipeline('demo', { has: (name) => name === 'pom.xml', read: () => pom }, versions);
    expect(yaml.slice(0, yaml.indexOf('stepyard: 1'))).toBe(
      '# Licensed under the Example License.\n\n# As is.\n\n# Run it: stepyard run FILE. What a task can do: stepyard catalog show TEMPLATE.\n\n',
    );
  });

  const scripts = (...names: string[]) =>
    JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, 'x'])) });
  it.each([
    ['npm', { 'package.json': scripts('test'), 'npm-shrinkwrap.json': '{}' }, ['ci', 'test']],
    [
      'npm',
      { 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
      ['install'],
    ],
    ['npm', { 'package.json': 'not JSON' }, ['install']],
    [
      'pnpm',
      {
        'package.json': '{"packageManager":"pnpm@9.1.0+sha512.abc","scripts":{"test":"x"}}',
        'pnpm-lock.yaml': '',
      },
      ['npx --yes pnpm@9.1.0 install --frozen-lockfile\n', 'npx --yes pnpm@9.1.0 run test\n'],
    ],
    ['pnpm', { 'package.json': '{}', 'pnpm-lock.yaml': '' }, ['npx --yes pnpm install --frozen-lockfile\n']],
    [
      'pnpm',
      { 'package.json': '{}', 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n" },
      ['npx --yes pnpm@9 install --frozen-lockfile\n'],
    ],
    [
      'Yarn',
      { 'package.json': scripts('build'), 'yarn.lock': '', '.yarnrc.yml': '' },
      ['npx --yes yarn install --immutable\n', 'npx --yes yarn run build\n'],
    ],
    [
      'Yarn',
      { 'package.json': '{"packageManager":"yarn@4.5.0"}', 'yarn.lock': '' },
      ['npx --yes @yarnpkg/cli-dist@4.5.0 install --frozen-lockfile\n'],
    ],
    ['Maven', { 'pom.xml': '<project/>' }, ['verify', 'target/*.jar']],
    ['Maven', { 'pom.xml': '<!-- <modules> --><packaging>war</packaging>' }, ['verify', 'target/*.war']],
    ['Maven', { 'pom.xml': '<packaging>pom</packaging><modules/>' }, ['verify']],
    ['Maven', { 'pom.xml': '<packaging>pom</packaging><modules><module>a' }, ['verify', '**/target/*.jar']],
    [
      'Gradle',
      { 'settings.gradle.kts': '', gradlew: '' },
      ['sh ./gradlew build\n', '**/build/libs/*.jar', '**/build/test-results/**/*.xml'],
    ],
    [
      'Python',
      { 'pyproject.toml': '[tool.pytest.ini_options]', 'requirements.txt': '' },
      [
        'set -e\npython3 -m venv .venv\n.venv/bin/pip install --quiet -r requirements.txt\n.venv/bin/pip install --quiet -e .\n.venv/bin/pip install --quiet pytest\n',
        '.venv/bin/python -m pytest\n',
      ],
    ],
    [
      'Python',
      { 'requirements.txt': 'requests' },
      [
        'set -e\npython3 -m venv .venv\n.venv/bin/pip install --quiet -r requirements.txt\n',
        '.venv/bin/python -m unittest discover\n',
      ],
    ],
    ['Go', { 'go.mod': '' }, ['go build ./...\n', 'go test ./...\n']],
    ['Rust', { 'Cargo.toml': '' }, ['cargo build\n', 'cargo test\n']],
    ['Make', { Makefile: 'all:\ntest: all\n' }, ['make\n', 'make test\n']],
    [undefined, { README: '' }, ['echo "Put what builds and tests your project here."\n']],
  ])('knows %s by %j', (kind, files, tasks) => {
    const found = tasksFor(files);
    expect({ ...found, tasks: found.tasks.flat() }).toEqual({ kind, tasks });
  });
});

describe('cli/init', () => {
  let at: Place;
  beforeAll(() => {
    at = makePlace('我的 项目');
  });
  afterAll(() => at.remove());

  it('writes the file, and the pipeline runs, in a folder that is no repository', async () => {
    at.write({ Makefile: 'all:\n\techo made it\n' });
    const written = await at.stepyard(['init']);
    expect(written).toEqual({
      status: 0,
      err: '',
      out: 'Wrote stepyard.yaml: a Make project.\nRun it: stepyard run stepyard.yaml\n',
    });
    expect(readFileSync(join(at.project, 'stepyard.yaml'), 'utf8')).toContain('\nname: wo-de-xiang-mu\n');
    const { status, out } = await at.stepyard(['run', 'stepyard.yaml']);
    expect(status).toBe(0);
    expect(out).toContain('build │ made it');
  });

  it('overwrites nothing without being told', async () => {
    const again = await at.stepyard(['init']);
    expect(again).toEqual({
      status: 2,
      out: '',
      err: `stepyard: ${at.project}/stepyard.yaml is there already.\n  Give another --file, or --force to overwrite it.\n`,
    });
    const forced = await at.stepyard(['init', '..', '--file', 'ci/first.yaml', '--force']);
    expect(forced).toEqual({
      status: 0,
      err: '',
      out: 'Wrote ../ci/first.yaml: the kind of the project is not known, so it only says hello.\nRun it: cd .. && stepyard run ci/first.yaml\n',
    });
    expect(await at.stepyard(['init', 'nowhere'])).toMatchObject({
      status: 2,
      err: `stepyard: There is no folder ${at.project}/nowhere.\n  Check the path.\n`,
    });
  });
});
