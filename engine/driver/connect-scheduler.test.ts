import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noConfig } from '../config/config-file.ts';
import { samplePlan } from '../testing/plan.ts';
import { sampleCatalog } from '../testing/sample-template.ts';
import { statesOf, type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';
import { attachScheduler } from './attach-scheduler.ts';
import type { Scheduler } from './scheduler.ts';

let at: TestScheduler;
let client: Scheduler;
beforeEach(async () => {
  at = await testScheduler({ behave: ({ name }) => ({ hold: true, log: `from ${name}\n` }) });
  const { scheduler, holder } = await attachScheduler(options());
  expect(holder).toMatchObject({ pid: process.pid, token: 1 });
  client = scheduler;
});
afterEach(async () => {
  await client.close();
  await at.remove();
});

const plan = samplePlan([{ tasks: [{ id: 'a', with: { token: { expression: '${{ secrets.TOKEN }}' } } }] }]);
const options = () => ({
  dataDir: at.dataDir,
  catalog: sampleCatalog(),
  executors: [at.executor.reopen()],
  secrets: {
    get: async (names: readonly string[]) => new Map(names.map((name) => [name, `value of ${name}`])),
  },
  config: noConfig(),
});
const empty = samplePlan([{ tasks: [{ id: 'a' }] }]);

describe('engine/driver/connect-scheduler', () => {
  it('submits to the scheduler that runs, and follows the run to its end', async () => {
    const { run, number } = await client.submit({ plan: empty, project: 'demo', by: 'ann' });
    expect([run, number]).toEqual(['sample-1', 1]);
    const seen: string[] = [];
    for await (const change of client.events(run)) {
      if (change.type === 'snapshot') at.executor.requests.get('sample-1-a-1');
      if (change.type === 'task') seen.push(`${change.task.key} ${change.task.state}`);
      if (change.type === 'run') seen.push(`run ${change.run.state}`);
      const view = await client.get(run);
      if (view?.state === 'running') at.executor.release('sample-1-a-1', { outputs: { jar: 'x' } });
    }
    expect(seen.slice(-2)).toEqual(['a success', 'run success']);
    const view = await client.get(run);
    expect(view && statesOf(view)).toEqual({ a: 'success', run: 'success' });
    expect(view?.by).toBe('ann');
    expect((await client.list()).map((one) => one.run)).toEqual([run]);
    const parts: Uint8Array[] = [];
    for await (const { bytes } of client.logs({ run, task: 'a' })) parts.push(bytes);
    expect(Buffer.concat(parts).toString()).toBe('from sample-1-a-1\n');
  });

  it('cancels, runs again and removes', async () => {
    const { run } = await client.submit({ plan: empty, project: 'demo' });
    await at.until(run, ({ state }) => state === 'running');
    expect(await client.cancel(run, { by: 'ann' })).toBe(true);
    await at.ended(run);
    expect(await client.cancel(run)).toBe(false);
    expect(await client.callback(run, 'a')).toBe(false);
    const again = await client.rerun(run);
    expect(again.run).toBe('sample-2');
    await expect(client.delete(again.run)).rejects.toMatchObject({
      message: 'The run "sample-2" must have ended.',
      code: 'REFUSED',
      hint: 'Cancel it first.',
    });
    expect(await client.delete(run)).toBe(true);
    expect(await client.get(run)).toBeUndefined();
  });

  it('answers a request that was written while no scheduler was there, once', async () => {
    await at.scheduler.close();
    const submission = { plan: empty, project: 'demo', request: 'r1' };
    const spool = join(at.dataDir, 'spool');
    await writeFile(join(spool, 'r1.request.json'), JSON.stringify({ type: 'submit', submission }));
    at = await at.restart();
    expect((await client.submit(submission)).run).toBe('sample-1');
    expect((await client.list()).map(({ run }) => run)).toEqual(['sample-1']);
    expect((await readdir(spool)).filter((file) => file.includes('request'))).toEqual([]);
  });

  it('says that the scheduler has ended', async () => {
    const { run } = await client.submit({ plan: empty, project: 'demo' });
    const following = (async () => {
      for await (const { type } of client.events(run)) if (type === 'snapshot') await at.scheduler.close();
    })();
    await expect(following).rejects.toMatchObject({
      code: 'STOPPED',
      message: `The scheduler that held ${JSON.stringify(at.dataDir)} has ended.`,
    });
    await expect(client.cancel(run)).rejects.toMatchObject({ code: 'STOPPED' });
  });

  it('describes a start with the secrets that this process has', async () => {
    const { run } = await client.submit({ plan, project: 'demo' });
    const request = await client.describe(run, 'a');
    expect(request.secretFiles).toEqual({ INPUT_TOKEN_FILE: 'value of TOKEN' });
    await expect(client.describe(run, 'b')).rejects.toThrow('The run "sample-1" must have the task "b".');
  });
});
