import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan.ts';
import { soundPlanOf, stageOf, taskOf } from '../testing/plan.ts';

const needs = (plan: Plan) => Object.fromEntries(plan.tasks.map((one) => [one.id, one.needs]));

describe('pipeline/planning/plan-pipeline', () => {
  it('has the defaults of the source documents', () => {
    expect(taskOf(soundPlanOf(stageOf('- {id: a, template: build@1.2}')), 'a')).toEqual({
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
    const cacheOf = (task_: string, stage: string) => taskOf(soundPlanOf(text(task_, stage)), 'a').cache;
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
    expect(taskOf(plan, 'main-after-1')).toMatchObject({ hook: { of: 'main', when: 'after' } });
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
    expect(taskOf(plan, 'c').resources).toEqual({ requests: { cpu: '1500m' } });
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
    expect(taskOf(plan, 'a')).toMatchObject({
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
