import { describe, expect, it } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { parsePipeline } from './parse-pipeline.ts';

function said(text: string): string {
  return formatProblems(parsePipeline(text, 'p.yaml').problems);
}

/** Everything the language has, once. */
const whole = `
stepyard: 1
name: shop
title: 商店
inputs:
  jdk: { type: string, enum: ["17", "21"], default: "21", title: JDK, help: Which one }
  dry: boolean
  count: { type: integer, required: true }
source: { url: https://git.example/shop.git, ref: main, credential: "\${{ secrets.GIT }}" }
triggers:
  push: { branches: [main, "release/*", "!x"], paths: "src/**" }
  tag:
  pull-request: { branches: main }
  schedule: { cron: 0 3 * * 1-5, zone: Asia/Shanghai, branch: main, concurrency: forbid, suspend: false }
  image: [{ name: nginx, type: harbor, branches: [master], token: "\${{ secrets.HOOK }}", comment: base }]
  manual: {}
env: { LEVEL: debug, N: 1.10 }
config: [db]
cache: { enabled: true, path: shop }
scope: { cpu: 2, tasks: 3 }
environment: test
environments:
  test:
    title: Test
    env: { LEVEL: trace }
    inputs: { dry: true }
    stages: { build: { scope: { tasks: 1 }, cache: false } }
    tasks: { compile: { with: { goals: [verify] }, timeout: 1h } }
concurrency: { group: "shop-\${{ event.branch }}", cancelInProgress: true }
include: [ci/common.yaml, { file: ci/more.yml }, { part: java/service@1.2 }]
stages:
  - name: build
    title: 构建
    parallel: true
    cache: false
    scope: { cpu: 500m }
    env: { A: b }
    config: mail
    environment: test
    tasks:
      - id: compile
        title: 编译
        template: build@1.2
        with: { goals: [package], threads: "\${{ inputs.count }}" }
        needs: []
        when: success()
        timeout: 90m
        retries: 2
        allowFailure: true
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
        config: [db]
        cache: true
        artifacts: ["target/*.jar", { path: "reports/*.xml", type: junit, when: always }]
        workdir: app
        source: default
        resources: { cpu: 1, memory: 2Gi, requests: { cpu: 500m }, limits: { memory: 4Gi } }
        image: maven:3.9-eclipse-temurin-21
        services: [{ name: db, image: postgres:16, env: { P: "\${{ secrets.P }}" }, ports: [5432] }]
        traits: [hpa, { trait: cron-hpa, with: { max: 2 } }]
        before: [{ template: script, with: { script: echo } }]
        after: [{ id: clean, template: script, when: always(), with: { script: echo } }]
        matrix: { values: { jdk: [17, 21], os: "\${{ tasks.list.outputs.os }}" }, maxParallel: 2, exclude: [{ jdk: 17 }] }
        environment: test
  - include: ci/deploy.yaml
finally:
  - template: script
    with: { script: echo bye }
notify: { mail: team@mail.example }
report: true
`;

describe('pipeline/parse-pipeline', () => {
  it('reads everything that the language has', () => {
    const { document, problems } = parsePipeline(whole, 'p.yaml');
    expect(problems).toEqual([]);
    expect(document.name).toBe('shop');
    expect([...(document.inputs?.keys() ?? [])]).toEqual(['jdk', 'dry', 'count']);
    expect(document.scope).toMatchObject({ cpu: 2000, tasks: 3 });
    expect(document.triggers?.push).toMatchObject({
      branches: ['main', 'release/*', '!x'],
      paths: ['src/**'],
    });
    expect(document.triggers?.schedule).toMatchObject([{ cron: '0 3 * * 1-5', zone: 'Asia/Shanghai' }]);
    expect(document.include).toMatchObject([
      { kind: 'file', name: 'ci/common.yaml' },
      { kind: 'file', name: 'ci/more.yml' },
      { kind: 'part', name: 'java/service@1.2' },
    ]);
    const [stage] = document.stages;
    if (stage === undefined || !('stage' in stage)) throw new Error('no stage');
    expect(stage.stage.tasks?.[0]).toMatchObject({
      id: 'compile',
      timeout: 5_400_000,
      retries: 2,
      allowFailure: true,
      config: ['db'],
      needs: [],
      traits: [{ trait: 'hpa' }, { trait: 'cron-hpa' }],
    });
  });

  it('says that an empty file is none', () => {
    expect(said('')).toBe(
      'p.yaml:1:1 missing-key: The file must be a pipeline, but it is empty.\n' +
        '  Begin with `stepyard: 1`; `stepyard init` writes a first pipeline.\n',
    );
    expect(said('- a\n')).toBe(
      'p.yaml:1:1 wrong-type: The file must be a pipeline, got a list.\n' +
        '  It may have `stepyard`, `inputs`, `env`, `environments`, `include`, `finally`, `name`, `title`, `source`, ' +
        '`triggers`, `config`, `cache`, `scope`, `environment`, `concurrency`, `stages`, `notify`, `report`.\n',
    );
  });

  it('says what is missing', () => {
    expect(said('name: shop\n')).toBe(
      'p.yaml:1:1 missing-key: The file must have a key `stepyard`.\n  Add `stepyard:` with 1.\n' +
        'p.yaml:1:1 missing-key: The file must have a key `stages`.\n  Add `stages:` with a list.\n',
    );
  });

  it.each([
    ['title: ${{ event.branch }}', 'expression-refused: `title` must stand as it is, without an expression.'],
    [
      'template: "${{ inputs.t }}"',
      'expression-refused: `template` must stand as it is, without an expression.',
    ],
    [
      'image: node:${{ inputs.v }}',
      'expression-refused: `image` must stand as it is, without an expression.',
    ],
    ['id: a${{ inputs.v }}', 'expression-refused: `id` must stand as it is, without an expression.'],
    [
      'workdir: "${{ inputs.v }}"',
      'expression-refused: `workdir` must stand as it is, without an expression.',
    ],
    [
      'artifacts: ["${{ inputs.v }}"]',
      'expression-refused: `artifacts[0]` must stand as it is, without an expression.',
    ],
    [
      'services: [{name: a, image: "${{ inputs.v }}"}]',
      'expression-refused: `image` must stand as it is, without an expression.',
    ],
    [
      'with: {"${{ inputs.v }}": 1}',
      'expression-refused: A key must stand as it is, without an expression, got "${{ inputs.v }}".',
    ],
    ['with: {__proto__: 1}', 'invalid-value: A key must not be `__proto__`.'],
    ['env: {__proto__: 1}', 'invalid-value: A key of `env` must be the name of a variable, got "__proto__".'],
    ['env: {A: [1]}', 'wrong-type: `A` must be a text, got a list.'],
    [
      'when: ${{ a }} && ${{ b }}',
      'invalid-value: `when` must be one expression, got a text around several.',
    ],
    [
      'when: [a]',
      "wrong-type: `when` must be a condition, for instance `success() && event.branch == 'main'`, got a list.",
    ],
    ['retries: -1', 'wrong-type: `retries` must be a whole number from 0 to 100, got -1.'],
    [
      'timeout: 10',
      'wrong-type: `timeout` must be a duration above zero, such as `30s`, `5m` or `1h30m`, got 10.',
    ],
    ['workdir: /etc', 'invalid-value: `workdir` must be a path below the workspace, got "/etc".'],
    ['workdir: a/../../b', 'invalid-value: `workdir` must be a path below the workspace, got "a/../../b".'],
    ['artifacts: [../x]', 'invalid-value: `artifacts[0]` must be a path below the workspace, got "../x".'],
    [
      'cache: {path: ../other}',
      'invalid-value: `path` must be a path below the project\'s cache root, got "../other".',
    ],
    [
      'cache: {path: /app/x}',
      'invalid-value: `path` must be a path below the project\'s cache root, got "/app/x".',
    ],
    ['title: "a\\u001b[31m"', 'invalid-value: `title` must be a text of one line, got "a\\u001b[31m".'],
    [
      'resources: {cpu: lots}',
      'wrong-type: `cpu` must be an amount such as `500m`, `2` or `2Gi`, got "lots".',
    ],
    ['source: other', 'wrong-type: `source` must be default or none, got "other".'],
    ['matrix: {values: 3}', 'wrong-type: `values` must be an object, got 3.'],
    [
      'id: Compile',
      'invalid-value: `id` must be a name of small letters, digits and hyphens that starts with a letter, at most 30 long, got "Compile".',
    ],
    ['before: [{template: script, needs: a}]', 'unknown-key: `before[0]` must not have a key `needs`.'],
    ['image: "a b"', 'invalid-value: `image` must be the name of an image, got "a b".'],
    ['image: --privileged', 'invalid-value: `image` must be the name of an image, got "--privileged".'],
  ])('refuses a task with %s', (line, message) => {
    const template = line.startsWith('template') ? '' : 'template: script, ';
    const text = `stepyard: 1\nname: a\nstages:\n  - name: s\n    tasks:\n      - {${template}${quoteIfNeeded(line)}}\n`;
    expect(said(text)).toContain(` ${message}\n`);
  });

  it('says of a file that is not YAML only what is sure', () => {
    const text = 'stepyard: 1\nnam: a\nenv: { A: ${{ event.branch }} }\nstages:\n  - tasks: x\n';
    const { document, problems } = parsePipeline(text, 'p.yaml');
    expect(document.broken).toBe(true);
    expect(formatProblems(problems)).toBe(
      'p.yaml:2:1 unknown-key: The file must not have a key `nam`.\n  Did you mean `name`?\n' +
        'p.yaml:3:11 yaml-syntax: An expression within `{ }` or `[ ]` must stand in quotes.\n  Write `"${{ … }}"`, or give the value a line of its own.\n',
    );
  });

  it('takes plain numbers as texts where a text is wanted', () => {
    const { document, problems } = parsePipeline('stepyard: 1\nname: a\ntitle: 1.10\nstages: []\n', 'p.yaml');
    expect(problems).toEqual([]);
    expect(document.title).toBe('1.10');
  });

  it('names the place of what is wrong within an expression', () => {
    const text =
      'stepyard: 1\nname: a\nstages:\n  - name: s\n    tasks:\n      - template: script\n        with:\n' +
      '          a: x ${{ b. }} ${{ c + d }}\n          e: |\n            f\n            ${{ g ?? h }}\n        when: i = j\n';
    expect(
      said(text)
        .split('\n')
        .filter((line) => line.startsWith('p.yaml')),
    ).toEqual([
      'p.yaml:8:23 expression-syntax: There must be a name after the dot here, got the end.',
      'p.yaml:8:32 expression-syntax: An expression must consist of names, values and operators, got "+".',
      'p.yaml:11:20 expression-syntax: There must be a value, a name or a bracket here, got "?".',
      'p.yaml:12:17 expression-syntax: An expression must consist of names, values and operators, got "=".',
    ]);
  });
});

function quoteIfNeeded(line: string): string {
  const [key, ...rest] = line.split(': ');
  const value = rest.join(': ');
  return /^["[{]|^-?\d/.test(value) ? line : `${key}: ${JSON.stringify(value)}`;
}
