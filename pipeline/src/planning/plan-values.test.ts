import type { StepyardEvent } from '@stepyard/events';
import { describe, expect, it } from 'vitest';
import { planOf, soundPlanOf, stageOf, taskOf } from '../testing/plan.ts';

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

describe('pipeline/planning/plan-values', () => {
  it('puts a task that fetches the source before all others, where a task wants it', () => {
    const source = 'source: {url: https://git.example/a.git, ref: main, credential: "${{ secrets.GIT }}"}';
    const tasks = '- {id: a, template: build, source: none}\n- {id: b, template: build}';
    const plan = soundPlanOf(stageOf(tasks, source));
    expect(plan.stages.map(({ name, tasks: ids }) => [name, ids])).toEqual([
      ['source', ['source']],
      ['one', ['a', 'b']],
    ]);
    expect(taskOf(plan, 'source')).toMatchObject({
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
    expect(taskOf(soundPlanOf(stageOf('- {template: build}', source)), 'source').with.auth).toEqual({
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
    expect(taskOf(soundPlanOf(text), 'a').with).toEqual({
      jdk: { expression: '${{ tasks.source.outputs.commit }}' },
    });
  });

  it('takes inputs from the event and from earlier tasks where none is given', () => {
    const text = stageOf(
      '- {id: get, template: fetch-code}\n- {id: a, template: build}\n- {template: deploy, with: {namespace: x}}',
    );
    const plan = soundPlanOf(text, { event: push });
    expect(taskOf(plan, 'get').with).toEqual({
      url: { expression: '${{ event.repository.cloneUrl }}' },
      ref: { expression: '${{ event.ref }}' },
    });
    expect(taskOf(plan, 'deploy').with).toEqual({
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
    expect(taskOf(plan, 'a')).toMatchObject({
      with: { jdk: '1.10', goals: ['1.0', '2'], properties: { v: '007' } },
      env: { N: '1.10', Y: 'true' },
    });
  });
});
