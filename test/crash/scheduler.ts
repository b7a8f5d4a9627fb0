import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { noConfig, openScheduler } from '../../engine/index.ts';
import { sampleManifest } from '../../engine/testing/sample-template.ts';
import { type Crashed, crashExecutor } from './executors.ts';
import { crashPlan } from './pipeline.ts';

// A scheduler process of the crash suite: submits the run, or goes on with it, and prints how it ended. It kills
// itself at the given write to a journal, so that the points are the same whatever the machine does besides.
const [directory = '.', on = 'process', at = '0', when = 'never', delay = '0'] = process.argv.slice(2);
let syncs = 0;
await killAt(Number(at), when, Number(delay));

const from = performance.now();
const dataDir = join(directory, 'data');
const known: readonly Crashed[] = ['process', 'docker'];
const { executor, start, ledger } = crashExecutor(known.find((name) => name === on) ?? 'process', directory);
const scheduler = await openScheduler({
  dataDir,
  catalog: {
    templates: async () => [{ manifest: sampleManifest, start }],
  },
  executors: [executor],
  secrets: { get: async () => new Map() },
  config: noConfig(),
  settings: { attempts: 8, retry: { baseMs: 5, maxMs: 5 }, keep: { workspaces: 'all' } },
  log: (line) => console.error(line),
});
const recovery = performance.now() - from;
const plan = crashPlan(ledger, on === 'docker');
const { run } = await scheduler.submit({ plan, project: 'demo', request: 'the one' });
for await (const _ of scheduler.events(run));
const view = await scheduler.get(run);
const runs = await scheduler.list();
await scheduler.close();
console.log(
  JSON.stringify({
    run: view?.state,
    tasks: view?.tasks.map(({ key, state, attempts }) => [
      key,
      state,
      attempts.map(({ attempt, starts, state: end }) => [attempt, starts, end]),
    ]),
    runs: runs.length,
    syncs,
    recovery,
  }),
);

async function killAt(point: number, moment: string, milliseconds: number): Promise<void> {
  const handle = await open(process.execPath);
  const prototype: { datasync(): Promise<void> } = Object.getPrototypeOf(handle);
  await handle.close();
  const { datasync } = prototype;
  const die = () => process.kill(process.pid, 'SIGKILL');
  prototype.datasync = async function counted(this: unknown) {
    syncs += 1;
    const now = syncs === point;
    if (now && moment === 'before') die();
    if (now && moment === 'during') setImmediate(die);
    await Reflect.apply(datasync, this, []);
    if (now && moment === 'after') die();
    if (now && moment === 'later') setTimeout(die, milliseconds);
  };
}
