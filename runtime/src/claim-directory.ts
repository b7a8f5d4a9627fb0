import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { type ClaimEntry, StepError, writeAtomic } from '@stepyard/contract';
import type { ClaimStore } from './claim-store.ts';
import { isRecord } from './facts.ts';

/** Claims as files: `<effect>.json`, and `<effect>@<generation>.json` once an entry was taken over. */
export function createDirectoryStore(directory: string): ClaimStore {
  function pathOf(effect: string, generation: number): string {
    return join(directory, fileName(effect, generation));
  }
  async function read(effect: string, generation: number): Promise<ClaimEntry | undefined> {
    const path = pathOf(effect, generation);
    const text = ifThere(() => readFileSync(path, 'utf8'));
    if (text === undefined) return undefined;
    const entry: unknown = JSON.parse(text);
    if (isEntry(entry)) return entry;
    throw new StepError('INTERNAL', `the claim ${JSON.stringify(path)} is damaged.`, {
      hint: 'Start a new run; the outside system may have to be looked at first.',
    });
  }
  return {
    read,
    async latest(effect) {
      const names = ifThere(() => readdirSync(directory)) ?? [];
      const generation = Math.max(0, ...names.map((name) => generationOf(effect, name)));
      const entry = generation === 0 ? undefined : await read(effect, generation);
      return entry === undefined ? undefined : { entry, generation };
    },
    async create(effect, generation, entry) {
      mkdirSync(directory, { recursive: true });
      const whole = join(directory, `.${crypto.randomUUID()}`);
      writeAtomic(whole, contentOf(entry), { mode: 0o600, durable: true });
      try {
        // A link is exclusive and shows the whole content at once.
        linkSync(whole, pathOf(effect, generation));
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      } finally {
        rmSync(whole, { force: true });
      }
      syncDirectory(directory);
      return true;
    },
    async replace(effect, generation, entry) {
      writeAtomic(pathOf(effect, generation), contentOf(entry), { mode: 0o600, durable: true });
      syncDirectory(directory);
    },
  };
}

function contentOf(entry: ClaimEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function fileName(effect: string, generation: number): string {
  return generation === 1 ? `${effect}.json` : `${effect}@${generation}.json`;
}

function generationOf(effect: string, name: string): number {
  if (name === fileName(effect, 1)) return 1;
  const rest = name.startsWith(`${effect}@`) ? name.slice(effect.length + 1) : '';
  return Number(/^(\d+)\.json$/.exec(rest)?.[1] ?? 0);
}

/** A name is safe only when its directory is. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
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

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
