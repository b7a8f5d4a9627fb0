import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@stepyard/runtime';
import { contractStep } from './template.ts';

await run(contractStep, async (step) => {
  const { name, path, sleep, waits } = step.inputs;
  const place = await step.path('path', path);
  writeFileSync(join(place, 'greeting.txt'), `hello ${name}\n`);
  writeFileSync(join(await step.cache('things'), 'thing'), 'something to keep\n');
  step.status('greeting');
  await step.exec(process.execPath, ['-e', `console.log('begun'); setTimeout(() => {}, ${sleep})`]);
  const greeting = await step.claim({ name: 'greet', perform: async () => `hello ${name}` });
  if (!waits) return { greeting };
  const wait = {
    reason: 'a while',
    state: { since: 1 },
    intervalMs: 70_000,
    maxIntervalMs: 90_000,
    deadlineMs: 600_000,
  };
  const cancel = async () => step.log.info('undone');
  return step.waitFor({
    ...wait,
    cancel,
    poll: async () => (step.task?.suspendable && step.task.start === 1 ? undefined : { greeting }),
  });
});
