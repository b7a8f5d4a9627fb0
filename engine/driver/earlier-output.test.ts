import { loadCatalog, type Manifest } from '@stepyard/catalog';
import { type Plan, parsePipeline, planPipeline } from '@stepyard/pipeline';
import { afterEach, describe, expect, it } from 'vitest';
import type { StartRequest } from '../executors/executor.ts';
import { sampleManifest } from '../testing/sample-template.ts';
import { statesOf, type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

const words = { en: 'Image', zh: '镜像' };
const image = { type: 'string', format: 'image', title: words, optional: true } as const;
const build: Manifest = { ...sampleManifest, name: 'image-build', inputs: {}, outputs: { reference: image } };
const deploy: Manifest = {
  ...sampleManifest,
  name: 'roll-out',
  inputs: { image: { type: 'string', title: words, from: 'tasks.image' } },
  outputs: {},
};
const templates = [build, deploy].map(({ outputsFrom: _, caches: __, ...manifest }) => manifest);

let at: TestScheduler;
afterEach(() => at?.remove());

function planned(stages: string): Plan | readonly string[] {
  const text = `stepyard: 1\nname: sample\nstages:\n${stages}`;
  const { document } = parsePipeline(text, 'p.yaml');
  const catalog = loadCatalog({ catalog: 1, templates, traits: [] });
  const { plan, problems } = planPipeline(document, catalog);
  return plan ?? problems.map(({ message }) => message);
}

async function run(plan: Plan | readonly string[], outputs: Readonly<Record<string, unknown>>) {
  if ('length' in plan) throw new Error(plan.join('\n'));
  const requests: StartRequest[] = [];
  at = await testScheduler({
    catalog: {
      templates: async () => templates.map((manifest) => ({ manifest, start: { command: ['x'] } })),
    },
    behave: (request) => {
      requests.push(request);
      return request.name.includes('-build-') ? { outputs } : {};
    },
  });
  return { view: await at.ended(await at.submit(plan)), requests };
}

const two = `
  - { name: one, tasks: [{ id: build, template: image-build }] }
  - { name: two, tasks: [{ id: ship, template: roll-out }] }
`;

describe('engine/driver/earlier-output', () => {
  it('gives an input the output of its kind that an earlier task has set', async () => {
    const { requests, view } = await run(planned(two), { reference: 'shop:7' });
    expect(view.state).toBe('success');
    expect(requests[1]?.env.INPUT_IMAGE).toBe('shop:7');
  });

  it('says so where the earlier task has not set it', async () => {
    const { view } = await run(planned(two), {});
    expect(statesOf(view)).toEqual({ build: 'success', ship: 'failed', run: 'failed' });
    expect(view.tasks[1]?.failure).toMatchObject({
      code: 'INPUT_MISSING',
      message: '`image` must be given, but `${{ tasks.build.outputs.reference }}` gives nothing.',
      hint: 'Look at what gives it, or write another value for `image` under `with`.',
    });
  });

  it('takes the one that the author names of several, and refuses to choose', async () => {
    const built = '{ id: one, template: image-build }, { id: build, template: image-build }';
    const ship = (more: string) =>
      `  - { name: a, parallel: true, tasks: [${built}] }\n  - { name: b, tasks: [{ id: ship, template: roll-out${more} }] }\n`;
    expect(planned(ship(''))).toEqual([
      '`image` of `ship` must be taken from one task, and 2 before it give `image`: `tasks.one.outputs.reference`, `tasks.build.outputs.reference`.',
    ]);
    const named = ', with: { image: "${{ tasks.build.outputs.reference }}" }';
    const { requests } = await run(planned(ship(named)), { reference: 'shop:8' });
    expect(requests.at(-1)?.env.INPUT_IMAGE).toBe('shop:8');
  });
});
