import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerExecutor } from '@stepyard/engine/docker';
import type { StepyardEvent } from '@stepyard/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalCaches } from '../../engine/cache/local-caches.ts';
import { textOf } from '../../engine/executors/executor-suite.ts';
import { noConfig, openScheduler, type Scheduler } from '../../engine/index.ts';
import { samplePlan, type TaskSketch } from '../../engine/testing/plan.ts';
import { sampleManifest } from '../../engine/testing/sample-template.ts';
import { statesOf } from '../../engine/testing/test-scheduler.ts';

const home = mkdtempSync(join(tmpdir(), 'stepyard-docker-caches-'));
const caches = createLocalCaches({ directory: join(home, 'cache'), overlays: ['docker'] });
const words = { en: 'Repository', zh: '仓库' };
const manifest = {
  ...sampleManifest,
  caches: { repository: { title: words, keyFiles: ['**/*.lock'] as const } },
};
let scheduler: Scheduler;

beforeAll(async () => {
  const program = { command: ['sh', '-c', 'eval "$WORK"'] };
  scheduler = await openScheduler({
    dataDir: join(home, 'data'),
    catalog: { templates: async () => [{ manifest, start: { image: 'debian:bookworm-slim', program } }] },
    executors: [createDockerExecutor({ directory: join(home, 'docker') })],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    caches: caches.backends,
    settings: { graceMs: 500, keep: { workspaces: 'none' } },
  });
});
afterAll(async () => {
  await scheduler.close();
  await caches.close();
  await rm(home, { recursive: true, force: true });
});

const repository = 'cd "$STEPYARD_CACHE_REPOSITORY"; echo $(cat * 2>/dev/null);';

describe('test/pipelines/docker-caches', () => {
  it('T1.7: a volume that a pipeline mounts has in the next run what the last one left, by an overlay', async () => {
    const mounts = [{ volume: 'm2', kind: 'shared' as const, path: '/var/m2' }];
    const visit = (text: string) => ({
      id: 'visit',
      cache: { enabled: true, mounts },
      env: { WORK: `cd /var/m2; echo $(cat * 2>/dev/null); ${text}` },
    });
    expect(await run('mounts', [visit('echo one > a')])).toBe('\n');
    expect(await run('mounts', [visit('echo two > b; rm a')])).toBe('one\n');
    // Another pipeline of the project has the same volume.
    expect(await run('others', [visit('true')])).toBe('two\n');
    expect(await kept('m2')).toEqual([['overlay', '(volume)', 'branch']]);
  });

  it('T5.4: a run on docker is given what was kept for the lock files that its workspace has', async () => {
    const build = (lock: string, text: string) => [
      { id: 'checkout', env: { WORK: `mkdir -p web; echo ${lock} > web/a.lock` } },
      { id: 'visit', cache: { enabled: true }, env: { WORK: `${repository} ${text}` } },
    ];
    expect(await run('locked', build('1', 'echo of-one > a'))).toBe('\n');
    // The nearest one, made fit for another lock file.
    expect(await run('locked', build('2', 'echo of-two > a'))).toBe('of-one\n');
    expect(await run('locked', build('1', 'true'))).toBe('of-one\n');
    expect(await run('locked', build('2', 'true'))).toBe('of-two\n');
    const keys = (await kept('repository')).map(([, key]) => key);
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^sample@1\/[a-z]+-[a-z0-9]+\/[0-9a-f]{20}$/);
  });

  it('T5.4: what a fork leaves is read by forks alone, also where it puts its hands on what it was given', async () => {
    const visit = (text: string) => [
      { id: 'visit', cache: { enabled: true }, env: { WORK: `${repository} ${text}` } },
    ];
    expect(await run('trust', visit('echo good > a'), 'default-branch')).toBe('\n');
    const poison = 'rm -f a; echo bad > a; echo worse > b; chmod 777 a b';
    expect(await run('trust', visit(poison), 'fork')).toBe('good\n');
    expect(await run('trust', visit('true'), 'default-branch')).toBe('good\n');
    expect(await run('trust', visit('true'), 'branch')).toBe('good\n');
    expect(await run('trust', visit('true'), 'release')).toBe('\n');
    expect(await run('trust', visit('true'), 'fork')).toBe('bad worse\n');
  });

  it('leaves no mount and no volume behind', async () => {
    const id = readFileSync(join(home, 'docker', 'id'), 'utf8').trim();
    const words = ['volume', 'ls', '--quiet', '--filter', `label=dev.stepyard.place=${id}`];
    // What a run had goes a moment after its end.
    await expect
      .poll(() => execFileSync('docker', words, { encoding: 'utf8' }), { timeout: 60_000 })
      .toBe('');
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(home);
  });
});

/** What the task `visit` prints in a run of its tasks, one after another. */
async function run(
  pipeline: string,
  tasks: readonly TaskSketch[],
  trust: StepyardEvent['data']['trust'] = 'branch',
): Promise<string> {
  const plan = samplePlan([{ parallel: false, tasks: tasks.map((task) => ({ retries: 0, ...task })) }], {
    pipeline,
  });
  const { run: name } = await scheduler.submit({ plan, project: 'demo', event: eventOf(trust) });
  for await (const _ of scheduler.events(name));
  const view = await scheduler.get(name);
  const log = await textOf(scheduler.logs({ run: name, task: 'visit' }));
  if (view?.state !== 'success') throw new Error(`${JSON.stringify(view && statesOf(view))}: ${log}`);
  return log;
}

/** Back end, key and scope of what is kept. */
async function kept(cache: string): Promise<(readonly [string, string, string])[]> {
  const entries = await caches.store.list({ cache });
  return entries
    .filter(({ space }) => !('pipeline' in space) || space.pipeline !== 'trust')
    .map(({ backend, key, trust }) => [backend, key, trust] as const);
}

function eventOf(trust: StepyardEvent['data']['trust']): StepyardEvent {
  return {
    ...{ specversion: '1.0', id: '1', source: 'https://git.example/acme/app' },
    ...{ type: 'dev.stepyard.push.v1', time: '2026-07-01T00:00:00Z', datacontenttype: 'application/json' },
    data: { kind: 'push', branch: 'main', trust, untrusted: ['branch'] },
  };
}
