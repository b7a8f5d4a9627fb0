import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noConfig } from '../config/config-file.ts';
import { createProcessExecutor } from '../executors/process/process-executor.ts';
import { samplePlan } from '../testing/plan.ts';
import { sampleManifest } from '../testing/sample-template.ts';
import { statesOf } from '../testing/test-scheduler.ts';
import { openScheduler } from './open-scheduler.ts';
import type { Scheduler } from './scheduler.ts';

/** Change it to play another game; a failure says which one it was. */
const seed = Number(process.env.STEPYARD_FUZZ_SEED ?? 20_261);
const tasksPerRun = 24;

let directory: string;
let scheduler: Scheduler;
const lines: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-hostile-'));
  scheduler = await openScheduler({
    dataDir: join(directory, 'data'),
    catalog: {
      templates: async () => [
        { manifest: sampleManifest, start: { command: ['/bin/sh', '-c', 'eval "$INPUT_TEXT"'] } },
      ],
    },
    executors: [
      createProcessExecutor({ directory: join(directory, 'executor'), idleMs: 100, compileCache: false }),
    ],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    settings: { graceMs: 300, attempts: 8 },
    log: (line) => lines.push(line),
  });
});
afterEach(async () => {
  await scheduler.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

describe('engine/driver/hostile-files', () => {
  it(`ends each task as its process ended, whatever tasks do to their own and others' files (seed ${seed})`, async () => {
    const random = generator(seed);
    const ids = Array.from({ length: tasksPerRun }, (_, index) => `t${index}`);
    const good = new Map(ids.map((id) => [id, random(2) === 0]));
    const tasks = ids.map((id) => ({
      id,
      retries: 0,
      allowFailure: true,
      with: { text: script(id, ids, random, good.get(id) === true ? 0 : 3) },
    }));
    const { run } = await scheduler.submit({ plan: samplePlan([{ tasks }]), project: 'demo' });
    for await (const _ of scheduler.events(run));
    const view = await scheduler.get(run);
    const expected = ids.map((id) => [id, good.get(id) === true ? 'success' : 'failed']);
    expect(view && statesOf(view)).toEqual({ ...Object.fromEntries(expected), run: 'warning' });
    const next = await scheduler.submit({
      plan: samplePlan([{ tasks: [{ id: 'a', with: { text: 'true' } }] }]),
      project: 'demo',
    });
    for await (const _ of scheduler.events(next.run));
    expect((await scheduler.get(next.run))?.state).toBe('success');
  }, 60_000);
});

const files = [
  'exit.json',
  'start.json',
  'process.json',
  'log',
  'out/result.json',
  'out/outputs.json',
].concat(['out/artifacts.json', 'out/annotations.json', 'out/state.json', 'out', 'files', '.']);

type Random = (below: number) => number;

/** Puts a few files of itself and of another task out of order, then ends with the status. */
function script(id: string, ids: readonly string[], random: Random, status: number): string {
  const steps = Array.from({ length: 4 }, () => {
    const whose = random(2) === 0 ? id : (ids[random(ids.length)] ?? id);
    const file = files[random(files.length)] ?? 'log';
    return `f="$own/../sample-1-${whose}-1/${file}"; ${harm(random)} 2>/dev/null`;
  });
  return ['own=$(dirname "$STEPYARD_OUT")', ...steps, `sleep 0.${random(3)}`, `exit ${status}`].join('\n');
}

function harm(random: Random): string {
  const kinds = [
    `printf '${bytes(random)}' >"$f"`,
    `printf '%s' '${forged(random)}' >"$f"`,
    'rm -rf "$f"',
    'rm -rf "$f"; mkfifo "$f"',
    'rm -rf "$f"; mkdir "$f"',
    'rm -rf "$f"; ln -s /dev/zero "$f"',
    'rm -rf "$f"; ln -s "$f" "$f"',
    'rm -rf "$f"; truncate -s 3G "$f"',
    'chmod 0 "$f"',
    'true >"$f"',
  ];
  return kinds[random(kinds.length)] ?? ':';
}

function bytes(random: Random): string {
  return Array.from({ length: 1 + random(40) }, () => `\\${random(256).toString(8).padStart(3, '0')}`).join(
    '',
  );
}

/** Like a record or a report, with values that may be of any type. */
function forged(random: Random): string {
  const values = [0, -1, 1e99, null, true, 'NODE_LOST', '', [], {}, ['/'], { pid: -1 }, 2 ** 53];
  const names = ['status', 'signal', 'cause', 'message', 'result', 'startedAt', 'finishedAt', 'node', 'name'];
  const more = ['supervisor', 'secrets', 'temporary', 'graceMs', 'pid', 'started', 'socket', 'directories'];
  const chosen = [...names, ...more].filter(() => random(3) > 0);
  return JSON.stringify(Object.fromEntries(chosen.map((name) => [name, values[random(values.length)]])));
}

/** The numbers of Lehmer, so that a game can be played again. */
function generator(from: number): Random {
  let state = from % 2_147_483_647 || 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
