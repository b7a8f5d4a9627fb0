import { StepError } from '@stepyard/contract';
import type { ArtifactStore } from '@stepyard/contract/artifacts';
import { entryName, entryText, generationOf, parseEntry } from './claim-entries.ts';
import type { ClaimStore } from './claim-store.ts';

/** Claims as objects of an S3 bucket, for attempts that have no volume in common. */
export function createObjectStore(store: ArtifactStore): ClaimStore {
  const read: ClaimStore['read'] = async (effect, generation) => {
    const key = entryName(effect, generation);
    try {
      const parts: Uint8Array[] = [];
      for await (const part of await store.get(key)) parts.push(part);
      return parseEntry(Buffer.concat(parts).toString(), `${store.url}/${key}`);
    } catch (error) {
      if (error instanceof StepError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  };
  return {
    read,
    async latest(effect) {
      let generation = 0;
      for await (const { key } of store.list(effect)) {
        generation = Math.max(generation, generationOf(effect, key));
      }
      const entry = generation === 0 ? undefined : await read(effect, generation);
      return entry === undefined ? undefined : { entry, generation };
    },
    create: (effect, generation, entry) =>
      store.putNew(entryName(effect, generation), Buffer.from(entryText(entry))),
    replace: (effect, generation, entry) =>
      store.put(entryName(effect, generation), once(Buffer.from(entryText(entry)))),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
