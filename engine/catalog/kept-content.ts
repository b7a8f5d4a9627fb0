import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '@stepyard/contract';

/** Content that was read once from far away, by the digest that a catalog file records for it. */
export interface KeptContent {
  get(digest: string): Promise<string | undefined>;
  put(digest: string, content: string): Promise<void>;
}

/** Keeps it as files of a directory. */
export function keptContent(directory: string): KeptContent {
  const place = (digest: string) => join(directory, digest.replace(':', '-'));
  return {
    async get(digest) {
      return await readFile(place(digest), 'utf8').catch(() => undefined);
    },
    async put(digest, content) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      writeAtomic(place(digest), content);
    },
  };
}
