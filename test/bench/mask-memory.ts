import { readFileSync } from 'node:fs';
import { createMasker } from '../../contract/src/mask/masker.ts';
import { generator } from '../../contract/src/mask/samples.ts';
import { logLines, makeSecrets } from './mask-input.ts';

// Masks a log, or one line of 100 MB, as it is made; prints its peak of memory in megabytes.
const [work] = process.argv.slice(2);
const secrets = makeSecrets(500, generator(500));
const stream = work === 'none' ? undefined : createMasker(secrets).stream();
const total = work === 'line' ? 100_000_000 : 31_000_000;
const chunk = Buffer.allocUnsafe(65_536);
let used = 0;
let size = 0;
for (const line of logLines(secrets)) {
  const text = work === 'line' ? line.slice(0, -1) : line;
  if (used + text.length > chunk.length) {
    size += stream === undefined ? used : stream.push(chunk.subarray(0, used)).length;
    used = 0;
  }
  used += chunk.write(text, used, 'latin1');
  if (size > total) break;
}
stream?.flush();
// Not `maxRSS`, which a process takes over from the one that started it.
console.log(Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1000);
