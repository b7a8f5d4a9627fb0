import { describe, expect, it } from 'vitest';
import { planOf, soundPlanOf, stageOf } from '../testing/plan.ts';

describe('pipeline/planning/plan-environments', () => {
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
});

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
