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
import { type ClaimEntry, writeAtomic } from '@stepyard/contract';
import { entryName, entryText, generationOf, parseEntry } from './claim-entries.ts';
import type { ClaimStore } from './claim-store.ts';

/** Claims as files: `<effect>.json`, and `<effect>@<generation>.json` once an entry was taken over. */
export function createDirectoryStore(directory: string): ClaimStore {
  function pathOf(effect: string, generation: number): string {
    return join(directory, entryName(effect, generation));
  }
  async function read(effect: string, generation: number): Promise<ClaimEntry | undefined> {
    const path = pathOf(effect, generation);
    const text = ifThere(() => readFileSync(path, 'utf8'));
    if (text === undefined) return undefined;
    return parseEntry(text, path);
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
      writeAtomic(whole, entryText(entry), { mode: 0o600, durable: true });
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
      writeAtomic(pathOf(effect, generation), entryText(entry), { mode: 0o600, durable: true });
      syncDirectory(directory);
    },
  };
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
