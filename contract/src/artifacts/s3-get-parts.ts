import type { ByteRange } from './store.ts';

type Range = Extract<ByteRange, { offset: number }>;

const partBytes = 8 << 20;

/** As many parts are asked for at once, and held in memory at the most. */
const atOnce = 4;

/** After so many bytes it is seen how fast one connection is. */
const probeBytes = 4 << 20;

/** Bytes a millisecond. What is slower and mostly waits is held up by the network: several connections help there alone. */
const fastEnough = 150_000;

/** A part of an object, as one request gives it. */
export interface FetchedPart {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Of the whole object: another one means that it was replaced meanwhile. */
  readonly etag: string | undefined;
}

export type FetchPart = (
  range: Range,
  more: { readonly etag?: string; readonly signal: AbortSignal },
) => Promise<FetchedPart>;

/** Whether a range may be worth several requests. */
export function isLong(range: ByteRange | undefined): range is Range {
  return range !== undefined && 'length' in range && range.length > 2 * partBytes;
}

/** A long range in the order of its bytes: by one connection, and by several as soon as that one proves to be slow. */
export async function* getLong({ offset, length }: Range, fetchPart: FetchPart): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    const { bytes, etag } = await fetchPart({ offset, length }, { signal });
    const begun = { at: performance.now(), loop: performance.eventLoopUtilization() };
    let read = 0;
    let isSlow: boolean | undefined;
    for await (const chunk of bytes) {
      yield chunk;
      read += chunk.length;
      if (read < probeBytes || isSlow !== undefined) continue;
      const { utilization } = performance.eventLoopUtilization(begun.loop);
      const waits = read / (performance.now() - begun.at) < fastEnough && utilization < 0.5;
      isSlow = waits && length - read > partBytes;
      if (isSlow) break;
    }
    const rest = { offset: offset + read, length: length - read };
    const more = { signal, ...(etag !== undefined && { etag }) };
    if (isSlow === true) yield* getInParts(rest, (part) => fetchPart(part, more));
  } finally {
    stop.abort();
  }
}

async function* getInParts(
  { offset, length }: Range,
  fetchPart: (range: Range) => Promise<FetchedPart>,
): AsyncGenerator<Uint8Array> {
  const coming: Promise<readonly Uint8Array[]>[] = [];
  let asked = 0;
  function ask(): void {
    if (asked >= length) return;
    const range = { offset: offset + asked, length: Math.min(partBytes, length - asked) };
    const part = fetchPart(range).then(({ bytes }) => all(bytes));
    // Looked at when its turn comes.
    part.catch(() => undefined);
    coming.push(part);
    asked += range.length;
  }
  for (let count = 0; count < atOnce; count += 1) ask();
  for (let part = coming.shift(); part !== undefined; part = coming.shift()) {
    const chunks = await part;
    ask();
    yield* chunks;
  }
}

async function all(bytes: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return chunks;
}
