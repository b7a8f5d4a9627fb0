import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDockerExecutor, findEngine } from '@stepyard/engine/docker';
import { noConfig, openScheduler } from '../../engine/index.ts';
import { samplePlan } from '../../engine/testing/plan.ts';
import { sampleManifest } from '../../engine/testing/sample-template.ts';
import { type BenchReport, machine, sampleOf } from './report.ts';

const image = 'debian:bookworm-slim';
const tasks = 10;
const rounds = 5;
const goal = 1.15;

/** Ten no-op tasks one after another as containers, and as many `docker run`. */
export async function bench(): Promise<BenchReport> {
  await findEngine().facts();
  const ours: number[] = [];
  const peer: number[] = [];
  await runOurs();
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await runOurs());
    peer.push(await runPeer());
  }
  const [own, other] = [sampleOf(ours), sampleOf(peer)];
  const ratio = own.median / other.median;
  return {
    name: 'steps-docker',
    rows: [
      {
        what: `${tasks} no-op tasks one after another, a task`,
        ours: own.median,
        oursMin: own.min,
        peer: other.median,
        peerMin: other.min,
        ratio,
        unit: 'ms',
        goal: `≤ ${goal} × a loop of \`docker run ${image} true\``,
        met: ratio <= goal,
      },
    ],
    notes: [
      `Ours: a scheduler with its journal, a workspace, claims, results and log of each task, any image. ${machine()}.`,
    ],
  };
}

/** Milliseconds a task. */
async function runOurs(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'stepyard-bench-'));
  const scheduler = await openScheduler({
    dataDir: join(directory, 'data'),
    catalog: {
      templates: async () => [{ manifest: sampleManifest, start: { image, program: { command: ['true'] } } }],
    },
    executors: [createDockerExecutor({ directory: join(directory, 'docker') })],
    secrets: { get: async () => new Map() },
    config: noConfig(),
  });
  try {
    const plan = samplePlan([
      { parallel: false, tasks: Array.from({ length: tasks }, (_, index) => ({ id: `t${index}` })) },
    ]);
    const from = performance.now();
    const { run } = await scheduler.submit({ plan, project: 'bench' });
    for await (const _ of scheduler.events(run));
    const spent = performance.now() - from;
    const view = await scheduler.get(run);
    if (view?.state !== 'success') throw new Error(JSON.stringify(view?.tasks));
    return spent / tasks;
  } finally {
    await scheduler.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runPeer(): Promise<number> {
  const run = promisify(execFile);
  const names = Array.from({ length: tasks }, (_, index) => `stepyard-bench-${process.pid}-${index}`);
  const from = performance.now();
  for (const name of names) await run('docker', ['run', '--name', name, image, 'true']);
  const spent = performance.now() - from;
  await run('docker', ['rm', ...names]);
  return spent / tasks;
}
