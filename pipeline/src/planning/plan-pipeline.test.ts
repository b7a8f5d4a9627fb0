import type { StepyardEvent } from '@stepyard/events';
import { describe, expect, it } from 'vitest';
import type { Plan, PlanTask } from '../plan.ts';
import { planOf, soundPlanOf, stageOf } from '../testing/plan.ts';

function task(plan: Plan, id: string): PlanTask {
  const found = plan.tasks.find((one) => one.id === id);
  if (found === undefined)
    throw new Error(`no task ${id} among ${plan.tasks.map((one) => one.id).join(', ')}`);
  return found;
}

const needs = (plan: Plan) => Object.fromEntries(plan.tasks.map((one) => [one.id, one.needs]));

const push: StepyardEvent = {
  specversion: '1.0',
  id: '1',
  source: 'https://git.example/team/shop',
  type: 'dev.stepyard.push.v1',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data: {
    kind: 'push',
    repository: { fullName: 'team/shop', cloneUrl: 'https://git.example/team/shop.git' },
    ref: 'refs/heads/main',
    trust: 'default-branch',
    untrusted: [],
  },
};

describe('pipeline/planning/plan-pipeline', () => {
  it('has the defaults of the source documents', () => {
    expect(task(soundPlanOf(stageOf('- {id: a, template: build@1.2}')), 'a')).toEqual({
      id: 'a',
      title: 'a',
      stage: 'one',
      template: 'build',
      version: '1.2.3',
      with: {},
      needs: [],
      when: undefined,
      timeoutMs: 43_200_000,
      retries: 6,
      allowFailure: false,
      env: {},
      cache: { enabled: true },
      artifacts: [],
      workdir: undefined,
      source: false,
      cpu: 500,
      resources: { requests: { cpu: '500m' } },
      image: undefined,
      services: [],
      traits: [],
      matrix: undefined,
      environment: undefined,
      config: [],
    });
  });

  it('T3.10: takes the newest version that a pin allows', () => {
    const plan = soundPlanOf(
      stageOf('- {id: a, template: build@1.2}\n- {id: b, template: build}\n- {id: c, template: build@1.2.0}'),
    );
    expect(plan.tasks.map(({ version }) => version)).toEqual(['1.2.3', '1.5.0', '1.2.0']);
  });

  it('T5.4: the nearest cache setting wins whole', () => {
    const text = (task: string, stage: string) => `
stepyard: 1
name: shop
cache: { enabled: true, path: pipeline }
stages:
  - name: one
    ${stage}
    tasks:
      - { id: a, template: build, ${task} }
`;
    const cacheOf = (task_: string, stage: string) => task(soundPlanOf(text(task_, stage)), 'a').cache;
    expect(cacheOf('cache: { path: task }', 'cache: false')).toEqual({ enabled: true, path: 'task' });
    expect(cacheOf('retries: 1', 'cache: false')).toEqual({ enabled: false });
    expect(cacheOf('retries: 1', 'title: One')).toEqual({ enabled: true, path: 'pipeline' });
    expect(cacheOf('cache: true', 'cache: { path: stage }')).toEqual({ enabled: true });
  });

  it('T7.5: hooks run right before and after their task, in order, and what waits for it waits for them', () => {
    const plan = soundPlanOf(`
stepyard: 1
name: shop
stages:
  - name: one
    parallel: true
    tasks:
      - { id: first, template: build }
      - id: main
        template: build
        needs: first
        before:
          - { id: b1, template: script, with: { script: x } }
          - { template: script, with: { script: x } }
        after:
          - { template: script, when: always(), with: { script: x } }
          - { id: a2, template: script, with: { script: x } }
      - { id: last, template: build, needs: [main] }
`);
    expect(needs(plan)).toEqual({
      first: [],
      b1: ['first'],
      'main-before-2': ['first', 'b1'],
      main: ['first', 'main-before-2'],
      'main-after-1': ['main'],
      a2: ['main-after-1'],
      last: ['main', 'a2'],
    });
    expect(plan.stages[0]?.tasks).toEqual([
      'first',
      'b1',
      'main-before-2',
      'main',
      'main-after-1',
      'a2',
      'last',
    ]);
    expect(task(plan, 'main-after-1')).toMatchObject({ hook: { of: 'main', when: 'after' } });
  });

  it('T7.5: tasks of a sequential stage follow one another; in a parallel one they wait for what they need or use', () => {
    const tasks = `
- {id: a, template: build}
- {id: b, template: script, with: {script: x}, env: {N: "\${{ tasks.a.outputs.image }}"}}
- {id: c, template: build, needs: a}`;
    expect(needs(soundPlanOf(stageOf(tasks)))).toEqual({ a: [], b: ['a'], c: ['a', 'b'] });
    const parallel = stageOf(tasks).replace('name: one', 'name: one\n    parallel: true');
    expect(needs(soundPlanOf(parallel))).toEqual({ a: [], b: ['a'], c: ['a'] });
  });

  it('T7.7: carries the scopes of stage and pipeline, and what each task counts for', () => {
    const plan = soundPlanOf(`
stepyard: 1
name: shop
scope: { tasks: 4 }
stages:
  - name: one
    parallel: true
    scope: { cpu: 2 }
    tasks:
      - { id: a, template: script, with: { script: x } }
      - { id: b, template: build }
      - { id: c, template: build, resources: { cpu: 1500m } }
      - { id: d, template: script, with: { script: x }, resources: { limits: { cpu: 2 } } }
`);
    expect(plan.scope).toEqual({ tasks: 4 });
    expect(plan.stages[0]?.scope).toEqual({ cpu: 2000 });
    expect(plan.tasks.map(({ cpu }) => cpu)).toEqual([1000, 500, 1500, 2000]);
    expect(task(plan, 'c').resources).toEqual({ requests: { cpu: '1500m' } });
  });

  it('T7.8: two environments differ in the overlaid values only', () => {
    const text = `
stepyard: 1
name: shop
inputs: { replicas: { type: integer, default: 1 } }
env: { LEVEL: info }
environments:
  test:
    env: { LEVEL: debug }
    tasks: { ship: { with: { namespace: shop-test }, timeout: 5m } }
  production:
    inputs: { replicas: 5 }
    scope: { tasks: 1 }
    stages: { deploy: { cache: false } }
    tasks: { ship: { with: { namespace: shop, strategy: recreate } } }
stages:
  - name: build
    tasks: [{ id: compile, template: build, env: { A: b } }]
  - name: deploy
    tasks:
      - { id: ship, template: deploy, with: { image: shop, namespace: x, replicas: "\${{ inputs.replicas }}" } }
`;
    const test = soundPlanOf(text, { environment: 'test' });
    const production = soundPlanOf(text, { environment: 'production' });
    expect(differences(test, production)).toEqual([
      'environment: "test" | "production"',
      'inputs.replicas: 1 | 5',
      'scope: undefined | {"tasks":1}',
      'tasks.0.env.LEVEL: "debug" | "info"',
      'tasks.0.environment: "test" | "production"',
      'tasks.1.cache.enabled: true | false',
      'tasks.1.env.LEVEL: "debug" | "info"',
      'tasks.1.environment: "test" | "production"',
      'tasks.1.timeoutMs: 300000 | 43200000',
      'tasks.1.with.namespace: "shop-test" | "shop"',
      'tasks.1.with.strategy: undefined | "recreate"',
    ]);
  });

  it('lets stages and tasks name environments of their own', () => {
    const plan = soundPlanOf(`
stepyard: 1
name: shop
environment: test
environments:
  test: { env: { E: test } }
  staging: { env: { E: staging } }
  production: { env: { E: production } }
stages:
  - name: one
    tasks: [{ id: a, template: build }]
  - name: two
    environment: staging
    tasks: [{ id: b, template: build }, { id: c, template: build, environment: production }]
`);
    expect(plan.tasks.map(({ environment, env }) => [environment, env.E])).toEqual([
      ['test', 'test'],
      ['staging', 'staging'],
      ['production', 'production'],
    ]);
  });

  it('chooses an environment by an expression over inputs and event', () => {
    const text = stageOf(
      '- {id: a, template: build}',
      "environment: ${{ inputs.target || 'test' }}\ninputs: {target: string}\nenvironments: {test: {}, production: {}}",
    );
    expect(soundPlanOf(text).environment).toBe('test');
    expect(soundPlanOf(text, { inputs: { target: 'production' } }).environment).toBe('production');
    expect(planOf(text, { inputs: { target: 'prod' } })).toBe(
      'pipeline.yaml:7:14 unknown-environment: The environment must be one that there is, got `prod`.\n' +
        '  There is test, production.\n',
    );
  });

  it('puts a task that fetches the source before all others, where a task wants it', () => {
    const source = 'source: {url: https://git.example/a.git, ref: main, credential: "${{ secrets.GIT }}"}';
    const tasks = '- {id: a, template: build, source: none}\n- {id: b, template: build}';
    const plan = soundPlanOf(stageOf(tasks, source));
    expect(plan.stages.map(({ name, tasks: ids }) => [name, ids])).toEqual([
      ['source', ['source']],
      ['one', ['a', 'b']],
    ]);
    expect(task(plan, 'source')).toMatchObject({
      template: 'fetch-code',
      version: '1.2.3',
      stage: 'source',
      source: false,
      with: {
        url: 'https://git.example/a.git',
        ref: 'main',
        auth: { case: 'token', token: { expression: '${{ secrets.GIT }}' } },
      },
    });
    expect(plan.tasks.map((one) => one.source)).toEqual([false, false, true]);
    expect(plan.source).toEqual({
      task: 'source',
      url: 'https://git.example/a.git',
      ref: 'main',
      credential: { case: 'token', token: { expression: '${{ secrets.GIT }}' } },
    });
    const none = soundPlanOf(stageOf('- {id: source, template: build, source: none}', source));
    expect(none.source).toBeUndefined();
    expect(none.tasks.map(({ id }) => id)).toEqual(['source']);
    const taken = soundPlanOf(stageOf('- {id: source, template: build}', source));
    expect(taken.tasks.map(({ id }) => id)).toEqual(['source-2', 'source']);
  });

  it('takes a credential as the cases of the template that fetches', () => {
    const source =
      'source: {url: git@git.example:a.git, credential: {case: ssh, key: "${{ secrets.KEY }}", knownHosts: x}}';
    expect(task(soundPlanOf(stageOf('- {template: build}', source)), 'source').with.auth).toEqual({
      case: 'ssh',
      key: { expression: '${{ secrets.KEY }}' },
      knownHosts: 'x',
    });
  });

  it('lets expressions use what the source task gives', () => {
    const text = stageOf(
      '- {id: a, template: build, with: {jdk: "${{ tasks.source.outputs.commit }}"}}',
      'source: https://git.example/a.git',
    );
    expect(task(soundPlanOf(text), 'a').with).toEqual({
      jdk: { expression: '${{ tasks.source.outputs.commit }}' },
    });
  });

  it('takes inputs from the event and from earlier tasks where none is given', () => {
    const text = stageOf(
      '- {id: get, template: fetch-code}\n- {id: a, template: build}\n- {template: deploy, with: {namespace: x}}',
    );
    const plan = soundPlanOf(text, { event: push });
    expect(task(plan, 'get').with).toEqual({
      url: { expression: '${{ event.repository.cloneUrl }}' },
      ref: { expression: '${{ event.ref }}' },
    });
    expect(task(plan, 'deploy').with).toEqual({
      namespace: 'x',
      image: { expression: '${{ tasks.a.outputs.image }}' },
    });
    const { repository: _, ...data } = push.data;
    expect(
      planOf(stageOf('- {template: deploy, with: {namespace: x}}\n- {template: fetch-code}'), {
        event: { ...push, data },
      }),
    ).toBe(
      'pipeline.yaml:6:28 missing-input: `image` of `deploy` must be given: no task before gives an output `image`.\n' +
        '  Write `image` under `with`.\n' +
        'pipeline.yaml:7:10 missing-input: `url` of `fetch-code` must be given: the event has no `repository.cloneUrl`.\n' +
        '  Write `url` under `with`.\n',
    );
  });

  it('reads the inputs of the pipeline by their types', () => {
    const text = stageOf(
      '- {template: build}',
      'inputs:\n  a: {type: integer, default: 1}\n  b: boolean\n  c: {type: list, default: [x]}\n  d: {enum: [p, q], default: p}\n  e: {default: 1.10}\n  f: {type: number, required: true}',
    );
    expect(soundPlanOf(text, { inputs: { b: 'true', c: 'y,z', f: '1.5' } }).inputs).toEqual({
      a: 1,
      b: true,
      c: ['y', 'z'],
      d: 'p',
      e: '1.10',
      f: 1.5,
    });
    expect(planOf(text, { inputs: { a: 'many', b: 'maybe', d: 'r', g: 1 } })).toBe(
      'pipeline.yaml:7:1 unknown-input: `g` is not an input of the pipeline.\n  Did you mean `a`?\n' +
        'pipeline.yaml:8:3 wrong-input: `a` must be an integer, got "many".\n  Give another value when the run is started.\n' +
        'pipeline.yaml:9:3 wrong-input: `b` must be true or false, got "maybe".\n  Give another value when the run is started.\n' +
        'pipeline.yaml:11:3 wrong-input: `d` must be one of "p" or "q", got "r".\n  Give another value when the run is started.\n' +
        'pipeline.yaml:13:3 missing-input: `f` must be given.\n  Give it when the run is started, or declare a default.\n',
    );
  });

  it('keeps texts as written where a text is wanted', () => {
    const plan = soundPlanOf(
      stageOf(
        '- {id: a, template: build, with: {jdk: 1.10, goals: [1.0, 2], properties: {v: 007}}, env: {N: 1.10, Y: true}}',
      ),
    );
    expect(task(plan, 'a')).toMatchObject({
      with: { jdk: '1.10', goals: ['1.0', '2'], properties: { v: '007' } },
      env: { N: '1.10', Y: 'true' },
    });
  });

  it('makes ids from titles in any language, and keeps them apart', () => {
    const tasks = `
- {title: 克隆代码, template: build}
- {title: Übergröße & mehr!, template: build}
- {template: build}
- {template: build}
- {title: 1st, template: build}
- {title: A very long title that goes on and on, template: build, after: [{template: script, with: {script: x}}]}`;
    expect(soundPlanOf(stageOf(tasks)).tasks.map(({ id }) => id)).toEqual([
      'ke-long-dai-ma',
      'ubergrosse-mehr',
      'build',
      'build-2',
      't-1st',
      'a-very-long-title-that-goes-on',
      'a-very-long-t-bad80b6a-after-1',
    ]);
  });

  it('keeps config groups, services, traits, artifacts, matrix and concurrency', () => {
    const plan = soundPlanOf(`
stepyard: 1
title: Der Laden
config: db
concurrency: { group: "shop-\${{ event.branch }}", cancelInProgress: true }
stages:
  - title: Bauen
    config: [mail]
    tasks:
      - id: a
        template: deploy
        with: { image: x, namespace: "n-\${{ matrix.n }}" }
        config: [db, extra]
        artifacts: [a/*.jar, { path: r.xml, type: junit, when: always }]
        services: [{ name: db, image: postgres:16, env: { P: "\${{ secrets.P }}" }, ports: [5432] }]
        traits: [{ trait: hpa, with: { max: 3 } }]
        matrix: { values: { n: [1, two], m: "\${{ fromJson(event.raw.list) }}" }, maxParallel: 2, exclude: [{ n: 1 }] }
        when: event.branch == 'main'
finally:
  - { id: bye, template: script, with: { script: x } }
  - { id: end, template: script, with: { script: x }, needs: bye }
`);
    expect(plan).toMatchObject({
      pipeline: 'der-laden',
      title: 'Der Laden',
      stages: [{ name: 'bauen', title: 'Bauen' }],
      concurrency: { group: { expression: 'shop-${{ event.branch }}' }, cancelInProgress: true },
      finally: ['bye', 'end'],
    });
    expect(task(plan, 'a')).toMatchObject({
      config: ['db', 'mail', 'extra'],
      artifacts: [{ path: 'a/*.jar' }, { path: 'r.xml', type: 'junit', when: 'always' }],
      services: [
        { name: 'db', image: 'postgres:16', env: { P: { expression: '${{ secrets.P }}' } }, ports: [5432] },
      ],
      traits: [{ trait: 'hpa', with: { max: 3 } }],
      matrix: {
        values: { n: [1, 'two'], m: { expression: '${{ fromJson(event.raw.list) }}' } },
        maxParallel: 2,
        exclude: [{ n: 1 }],
      },
      when: { expression: "${{ event.branch == 'main' }}" },
    });
    expect(needs(plan)).toEqual({ a: [], bye: [], end: ['bye'] });
  });
});

/** Where two JSON values differ, as `path: one | other`. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): readonly string[] {
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys
      .flatMap((key) => differences(Reflect.get(one, key), Reflect.get(other, key), [...path, key]))
      .toSorted();
  }
  return JSON.stringify(one) === JSON.stringify(other)
    ? []
    : [`${path.join('.')}: ${JSON.stringify(one)} | ${JSON.stringify(other)}`];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
