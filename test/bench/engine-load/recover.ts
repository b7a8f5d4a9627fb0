import { pendingCommands } from '../../../engine/core/pending.ts';
import { createFold, summarize } from '../../../engine/driver/fold.ts';
import { openFileStore } from '../../../engine/store/file-store.ts';

// Recovers the store that `write.ts` has left; prints milliseconds and memory.
const [directory = '.'] = process.argv.slice(2);
const from = performance.now();
const cpu = process.cpuUsage();
const store = await openFileStore(directory, summarize);
const fold = createFold();
await store.recover(() => fold.take);
const folded = fold.result();
if (folded?.state.end !== 'success') throw new Error(`The run must have ended, got ${folded?.state.phase}.`);
pendingCommands(folded.state);
const milliseconds = performance.now() - from;
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    milliseconds,
    cpu: (user + system) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
await store.close();
