import { type ClaimEntry, StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';

/** An entry as it is written down. */
export function entryText(entry: ClaimEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** The name of an effect's entry: `<effect>.json`, and `<effect>@<generation>.json` once it was taken over. */
export function entryName(effect: string, generation: number): string {
  return generation === 1 ? `${effect}.json` : `${effect}@${generation}.json`;
}

/** The generation that a name stands for; 0 where it is that of something else. */
export function generationOf(effect: string, name: string): number {
  if (name === entryName(effect, 1)) return 1;
  const rest = name.startsWith(`${effect}@`) ? name.slice(effect.length + 1) : '';
  return Number(/^(\d+)\.json$/.exec(rest)?.[1] ?? 0);
}

/**
 * Reads an entry.
 * @throws StepError INTERNAL naming the place where it is none.
 */
export function parseEntry(text: string, place: string): ClaimEntry {
  const entry = parsed(text);
  if (isEntry(entry)) return entry;
  throw new StepError('INTERNAL', `the claim ${JSON.stringify(place)} is damaged.`, {
    hint: 'Start a new run; the outside system may have to be looked at first.',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is ClaimEntry {
  return (
    isRecord(value) &&
    Number.isInteger(value.attempt) &&
    Number.isInteger(value.start) &&
    typeof value.key === 'string' &&
    ['claimed', 'done', 'refused'].includes(String(value.state))
  );
}
