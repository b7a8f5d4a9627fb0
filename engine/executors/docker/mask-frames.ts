import { maskedForms } from '@stepyard/contract/mask';
import type { Frame } from './step-files.ts';

/** What the init takes; what is beyond that is masked here alone, before a log is stored. */
const longest = 262_144;
const most = 262_144;
const mostBytes = 16 * 2 ** 20;

/**
 * Tells the init what to take out of a program's output, for programs that do not know their secrets themselves: so
 * not even the engine's own log holds them. In the order of their bytes, as the init wants them.
 */
export function maskFrames(values: Iterable<string>): readonly Frame[] {
  const forms = new Set<string>();
  for (const value of values) for (const form of maskedForms(value)) forms.add(form);
  let left = mostBytes;
  return [...forms]
    .filter((form) => form.length <= longest)
    .slice(0, most)
    .filter((form) => {
      left -= form.length;
      return left >= 0;
    })
    .map((form): Frame => ({ kind: 'mask', name: '-', bytes: Buffer.from(form, 'latin1') }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes));
}
