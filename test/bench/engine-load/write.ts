import type { Command } from '../../../engine/core/command.ts';
import { next } from '../../../engine/core/next.ts';
import { summarize } from '../../../engine/driver/fold.ts';
import { openFileStore } from '../../../engine/store/file-store.ts';
import type { CreatedRecord, RunRecord } from '../../../engine/store/store.ts';
import { bigPlan } from './graph.ts';

// Plays the graph with an executor that starts and ends at once. Every event is durable before what follows from
// it is done, as in the scheduler; prints transitions, milliseconds and memory.
const [directory = '.'] = process.argv.slice(2);
const store = await openFileStore(directory, summarize);
const { run, number } = await store.number({ project: 'bench', pipeline: 'big', request: 'bench' });
const created: CreatedRecord = {
  type: 'created',
  at: 0,
  run,
  number,
  project: 'bench',
  plan: bigPlan(),
  retry: { baseMs: 1, maxMs: 1 },
  submission: { request: 'bench', executor: 'process' },
};
const before = performance.now();
const { state } = next(undefined, created);
await store.append(run, created);
const from = performance.now();
let transitions = 0;
await apply({ type: 'admitted', at: 1 });
const milliseconds = performance.now() - from;
const { maxRSS } = process.resourceUsage();
if (state.end !== 'success')
  throw new Error(`The run must end with success, got ${state.phase} ${state.end}.`);
console.log(JSON.stringify({ transitions, milliseconds, created: from - before, megabytes: maxRSS / 1024 }));
await store.close();

async function apply(record: Exclude<RunRecord, CreatedRecord>): Promise<void> {
  const { commands } = next(state, record);
  transitions += 1;
  await store.append(run, record);
  await Promise.all(commands.map(perform));
}

async function perform(command: Command): Promise<void> {
  if (command.type !== 'start') return;
  const { task, attempt, start } = command;
  const at = Date.now();
  await apply({ type: 'started', at, task, attempt, start });
  await apply({
    type: 'ended',
    at,
    task,
    attempt,
    start,
    outcome: { status: 'success', outputs: { n: at } },
  });
}
