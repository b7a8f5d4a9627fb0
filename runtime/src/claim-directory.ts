import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { ClaimEntry, ClaimStore } from './claim-store.ts';
import { isRecord } from './facts.ts';

/** Claims as files: `<effect>.json`, and `<effect>@<generation>.json` once an entry was taken over. */
export function createDirectoryStore(directory: string): ClaimStore {
  async function read(effect: string, generation: number): Promise<ClaimEntry | undefined> {
    const path = join(directory, fileName(effect, generation));
    const text = await readFile(path, 'utf8').catch(ifThere);
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
      const names = (await readdir(directory).catch(ifThere)) ?? [];
      const generation = Math.max(0, ...names.map((name) => generationOf(effect, name)));
      const entry = generation === 0 ? undefined : await read(effect, generation);
      return entry === undefined ? undefined : { entry, generation };
    },
    async create(effect, generation, entry) {
      await mkdir(directory, { recursive: true });
      const temporary = await writeTemporary(directory, entry);
      try {
        // A link is exclusive and shows the whole content at once.
        await link(temporary, join(directory, fileName(effect, generation)));
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(temporary, { force: true });
      }
      await syncDirectory(directory);
      return true;
    },
    async replace(effect, generation, entry) {
      await rename(await writeTemporary(directory, entry), join(directory, fileName(effect, generation)));
      await syncDirectory(directory);
    },
  };
}

function fileName(effect: string, generation: number): string {
  return generation === 1 ? `${effect}.json` : `${effect}@${generation}.json`;
}

function generationOf(effect: string, name: string): number {
  if (name === fileName(effect, 1)) return 1;
  const rest = name.startsWith(`${effect}@`) ? name.slice(effect.length + 1) : '';
  return Number(/^(\d+)\.json$/.exec(rest)?.[1] ?? 0);
}

async function writeTemporary(directory: string, entry: ClaimEntry): Promise<string> {
  const path = join(directory, `.${process.pid}-${crypto.randomUUID()}.tmp`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(entry)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
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

function ifThere(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
