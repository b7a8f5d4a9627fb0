import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { bytes } from '../show/style.ts';

interface Freed {
  readonly entries: number;
  readonly bytes: number;
}

/** Says what was dropped. */
export async function tellFreed(freed: Freed, { json }: Settings): Promise<void> {
  if (json) return printJson(freed);
  const { entries } = freed;
  await print(`Dropped ${entries} ${entries === 1 ? 'entry' : 'entries'}, ${bytes(freed.bytes)} freed.`);
}
