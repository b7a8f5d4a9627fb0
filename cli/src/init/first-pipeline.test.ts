import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { loadCatalog } from '@stepyard/catalog';
import { parsePipeline, planPipeline } from '@stepyard/pipeline';
import { describe, expect, it } from 'vitest';
import { firstPipeline } from './first-pipeline.ts';
import type { Project } from './project.ts';

const generated = new URL('../../../catalog/generated/catalog.json', import.meta.url);
const catalog = loadCatalog(JSON.parse(readFileSync(generated, 'utf8')));
const versions = new Map(catalog.templates.map(({ name, version }) => [name, version]));

/** A project of these files, of which each is named by its path. */
function projectOf(files: Readonly<Record<string, string>>): Project {
  return {
    has: (name) => name in files,
    read: (name) => files[posix.normalize(name)] ?? '',
    list: (folder) =>
      Object.keys(files)
        .filter((name) => posix.dirname(name) === folder)
        .map((name) => posix.basename(name)),
  };
}

/** The commands and inputs of the pipeline that is written for a project of these files. */
function tasksFor(files: Readonly<Record<string, string>>): { kind: string | undefined; tasks: unknown[] } {
  const { kind, yaml } = firstPipeline('demo', projectOf(files), versions);
  const { document, problems } = parsePipeline(yaml, 'stepyard.yaml');
  const planned = planPipeline(document, catalog);
  expect([...problems, ...planned.problems]).toEqual([]);
  const tasks = (planned.plan?.tasks ?? []).slice(1).map((task) => {
    const { script, command, goals, tasks } = task.with;
    const text = typeof script === 'object' && script !== null && 'text' in script ? script.text : undefined;
    const kept = task.artifacts.map(({ path }) => path);
    return [text ?? command ?? goals ?? tasks, ...(kept.length > 0 ? [kept] : [])].flat();
  });
  return { kind, tasks };
}

const beginning = `# Run it: stepyard run FILE. What a task can do: stepyard catalog show TEMPLATE.

stepyard: 1
name: demo

# The repository of the run: on a laptop your own work tree.
source: {}

stages:
  - name: build
    tasks:
`;

describe('cli/init/first-pipeline', () => {
  it('writes a file that people like to go on with', () => {
    const files = {
      'package.json': '{"scripts":{"build":"tsc","test":"node --test"}}',
      'package-lock.json': '{}',
    };
    const { yaml } = firstPipeline('demo', projectOf(files), versions);
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
    const { yaml } = firstPipeline('demo', projectOf({ 'pom.xml': pom }), versions);
    expect(yaml.slice(0, yaml.indexOf('stepyard: 1'))).toBe(
      '# Licensed under the Example License.\n\n# As is.\n\n# Run it: stepyard run FILE. What a task can do: stepyard catalog show TEMPLATE.\n\n',
    );
  });

  const scripts = (...names: string[]) =>
    JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, 'x'])) });
  it.each([
    [
      'pnpm',
      { 'package.json': scripts('build', 'test'), 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n" },
      `      - title: Install
        template: script@1
        with:
          script:
            case: inline
            text: |
              npx --yes pnpm@9 install --frozen-lockfile
      - title: Build
        template: script@1
        with:
          script:
            case: inline
            text: |
              npx --yes pnpm@9 run build
      - title: Test
        template: script@1
        with:
          script:
            case: inline
            text: |
              npx --yes pnpm@9 run test
`,
    ],
    [
      'Maven',
      { 'pom.xml': '<project/>' },
      `      - title: Build and test
        template: maven@1
        with: { goals: [ verify ] }
        artifacts: [ target/*.jar ]
`,
    ],
    [
      'Gradle',
      { 'build.gradle': '' },
      `      - title: Build and test
        template: gradle@1
        with: { tasks: [ build ] }
        artifacts: [ "**/build/libs/*.jar", { path: "**/build/test-results/**/*.xml", type: junit, when: always } ]
`,
    ],
    [
      'Python',
      { 'pyproject.toml': '[tool.pytest.ini_options]' },
      `      - title: Install
        template: script@1
        with:
          script:
            case: inline
            text: |
              set -e
              python3 -m venv .venv
              .venv/bin/pip install --quiet -e .
              .venv/bin/pip install --quiet pytest
      - title: Test
        template: script@1
        with:
          script:
            case: inline
            text: |
              .venv/bin/python -m pytest
`,
    ],
  ])('writes for %s exactly this', (kind, files, tasks) => {
    const written = firstPipeline('demo', projectOf(files), versions);
    expect(written).toEqual({ kind, yaml: `${beginning}${tasks}` });
  });

  it.each([
    ['pnpm', { 'package.json': '{}', 'pnpm-lock.yaml': '', 'package-lock.json': '{}' }],
    ['Yarn', { 'package.json': '{}', 'yarn.lock': '', 'pom.xml': '' }],
    ['npm', { 'package.json': '{}', 'setup.py': '', Makefile: '' }],
    ['Maven', { 'pom.xml': '', 'build.gradle': '' }],
    ['Gradle', { 'settings.gradle': '', 'requirements.txt': '' }],
    ['Python', { 'setup.cfg': '', Makefile: '' }],
  ])('takes a project for %s by %j', (kind, files) => {
    expect(tasksFor(files).kind).toBe(kind);
  });

  it.each([
    ['test_it.py', 'import pytest\n', 'pytest'],
    ['tests/test_it.py', 'from pytest import raises\n', 'pytest'],
    ['test/it_test.py', 'def test_it():\n    pass\n', 'pytest'],
    ['tests/conftest.py', 'import pytest\n', 'pytest'],
    ['tests/test_it.py', 'class It(TestCase):\n    def test_it(self):\n        pass\n', 'unittest'],
    ['tests/data.py', 'import pytest\n', 'unittest'],
  ])('tests Python by what its tests need: %s, %j: %s', (file, text, tool) => {
    const { tasks } = tasksFor({ 'setup.py': '', [file]: text });
    expect(tasks.flat().at(-1)).toContain(`-m ${tool}`);
  });

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
      ['build', '**/build/libs/*.jar', '**/build/test-results/**/*.xml'],
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
