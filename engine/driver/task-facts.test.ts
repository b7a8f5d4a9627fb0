import type { Manifest } from '@stepyard/catalog';
import { afterEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { sampleCatalog, sampleManifest } from '../testing/sample-template.ts';
import { type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

let at: TestScheduler;
afterEach(() => at.remove());

/** What a task of such a template is told of artifacts. */
async function artifactsOf(more: Partial<Manifest>, keep: readonly { path: string }[]): Promise<unknown> {
  let facts = '{}';
  at = await testScheduler({
    catalog: sampleCatalog({ ...sampleManifest, ...more }),
    behave: ({ files }) => {
      facts = files.STEPYARD_TASK ?? facts;
      return {};
    },
  });
  await at.ended(await at.submit(samplePlan([{ tasks: [{ id: 'a', artifacts: keep }] }])));
  return JSON.parse(facts).artifacts;
}

describe('engine/driver/task-facts', () => {
  it('tells every task that some task of the run is given a secret', async () => {
    const told: unknown[] = [];
    for (const second of [
      {},
      { with: { text: { expression: '${{ config.web.TOKEN }}' } } },
      { with: { text: { expression: '${{ secrets.TOKEN }}' } } },
    ]) {
      at = await testScheduler({
        behave: ({ files }) => {
          told.push(JSON.parse(files.STEPYARD_TASK ?? '{}').secrets);
          return {};
        },
      });
      await at.ended(await at.submit(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b', ...second }] }])));
      await at.remove();
    }
    expect(told[0]).toBeUndefined();
    expect(told.slice(2).every((secrets) => secrets === true)).toBe(true);
  });

  it('names the store to a task that keeps artifacts, or whose template may use it', async () => {
    const keep = [{ path: '*.jar' }];
    expect(await artifactsOf({}, [])).toBeUndefined();
    await at.remove();
    expect(await artifactsOf({}, keep)).toEqual({ store: expect.stringMatching(/^file:\/\/\//), keep });
    await at.remove();
    expect(await artifactsOf({ permissions: ['source:read'] }, [])).toBeUndefined();
    for (const permission of ['artifacts:read', 'artifacts:write'] as const) {
      await at.remove();
      expect(await artifactsOf({ permissions: [permission] }, [])).toEqual({
        store: expect.stringMatching(/^file:\/\/\//),
        keep: [],
      });
    }
  });
});
