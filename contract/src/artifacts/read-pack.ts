import { createHash, type Hash, hash } from 'node:crypto';
import type { ArtifactEntry, PackEntry } from './entry.ts';
import { damaged, footerBytes, readFooter, readIndex } from './pack-index.ts';
import type { ArtifactStore, ByteRange } from './store.ts';

/** The index of some 2,000 files: most are read with the footer, by one request. */
const endBytes = 1 << 19;

/** The files of a pack, by its end. */
export async function listPack(store: ArtifactStore, pack: string): Promise<PackEntry[]> {
  const end = await readAll(store, pack, { last: endBytes });
  const place = readFooter(pack, end.subarray(Math.max(0, end.length - footerBytes)));
  const start = end.length - footerBytes - place.length;
  const whole = start >= 0;
  const index = whole ? end.subarray(start, start + place.length) : await readAll(store, pack, place);
  return readIndex(pack, place, index);
}

/** One kept file, read by its range alone; ends with an error where it is not what was stored. */
export async function* readOne(store: ArtifactStore, entry: ArtifactEntry): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of readEntries(store, entry.pack, [entry])) yield bytes;
}

export interface Piece {
  readonly entry: PackEntry;
  readonly bytes: Uint8Array;
  readonly first: boolean;
  /** The file is whole, and its SHA-256 is the one in the index. */
  readonly last: boolean;
}

/** Entries further apart than this are read by requests of their own. */
const gapBytes = 1 << 18;

/** The contents of some files of a pack, in the order of the pack, each verified at its last piece. */
export async function* readEntries(
  store: ArtifactStore,
  pack: string,
  entries: readonly PackEntry[],
): AsyncGenerator<Piece> {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && startOf(sorted[to]) - endOf(sorted[to - 1]) <= gapBytes) to += 1;
    const run = sorted.slice(from, to);
    const offset = startOf(run[0]);
    const length = endOf(run.at(-1)) - offset;
    const chunks = length === 0 ? [] : await store.get(pack, { offset, length });
    yield* split(pack, chunks, run);
    from = to;
  }
}

async function* split(
  pack: string,
  chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  run: readonly PackEntry[],
): AsyncGenerator<Piece> {
  let place = startOf(run[0]);
  let at = 0;
  let digest: Hash | undefined;
  for (; at < run.length && run[at]?.size === 0; at++) yield whole(pack, run[at], new Uint8Array(0));
  for await (const chunk of chunks) {
    let used = 0;
    while (at < run.length) {
      const entry = run[at];
      if (entry === undefined) break;
      const start = Math.max(used, entry.offset - place);
      const end = Math.min(chunk.length, endOf(entry) - place);
      if (start > chunk.length || (start === chunk.length && entry.size > 0)) break;
      const bytes = chunk.subarray(start, end);
      used = end;
      const first = place + start === entry.offset;
      const last = place + end === endOf(entry);
      if (first && last) yield whole(pack, entry, bytes);
      else {
        if (first || digest === undefined) digest = createHash('sha256');
        digest.update(bytes);
        if (last) assertDigest(pack, entry, digest.digest('hex'));
        yield { entry, bytes, first, last };
      }
      if (!last) break;
      at += 1;
    }
    place += chunk.length;
  }
  const missing = run[at];
  if (missing !== undefined) throw damaged(pack, `ends within ${JSON.stringify(missing.name)}`);
}

function whole(pack: string, entry: PackEntry | undefined, bytes: Uint8Array): Piece {
  if (entry === undefined) throw damaged(pack, 'has a hole');
  assertDigest(pack, entry, hash('sha256', bytes));
  return { entry, bytes, first: true, last: true };
}

function assertDigest(pack: string, entry: PackEntry, sha256: string): void {
  if (sha256 !== entry.sha256) {
    throw damaged(pack, `holds ${JSON.stringify(entry.name)} with SHA-256 ${sha256}, not ${entry.sha256}`);
  }
}

async function readAll(store: ArtifactStore, pack: string, range: ByteRange): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.get(pack, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function startOf(entry: PackEntry | undefined): number {
  return entry?.offset ?? 0;
}

function endOf(entry: PackEntry | undefined): number {
  return entry === undefined ? 0 : entry.offset + entry.size;
}
