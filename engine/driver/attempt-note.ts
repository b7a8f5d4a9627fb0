import { mkdirSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomic } from '@stepyard/contract';
import type { PreparedCache } from '../cache/cache-backend.ts';

/** What the next scheduler must know of an attempt that this one has started. */
export interface AttemptNote {
  readonly caches: readonly PreparedCache[];
  readonly listed: readonly string[];
  /** Bytes that the attempt's log had before: those of its earlier starts. */
  readonly logBase: number;
}

/** Reads a note; nothing where there is none. */
export async function readNote(path: string): Promise<AttemptNote | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Writes a note, before the attempt is started. */
export function writeNote(path: string, note: AttemptNote): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeAtomic(path, JSON.stringify(note), { mode: 0o600 });
}

/** The attempt has been cleared away. */
export async function removeNote(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Names of the attempts of a run that have not been cleared away. */
export async function listNotes(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory).catch(() => []);
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
}
