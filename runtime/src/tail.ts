/** Keeps the end of a stream, at most `limit` bytes of it. */
export interface Tail {
  push(bytes: Uint8Array): void;
  /** Without a line whose beginning was dropped, which may hold the end of a secret. */
  text(): string;
  /** Something was dropped from the front. */
  truncated(): boolean;
}

/** A tool that prints byte by byte makes a chunk of each. */
const mostChunks = 1_000;
const newline = 10;

export function createTail(limit: number): Tail {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let dropped = false;

  /** Puts the end of all chunks into one. */
  function compact(): Buffer {
    const whole = Buffer.concat(chunks);
    const kept = whole.subarray(Math.max(0, whole.length - limit));
    dropped ||= kept.length < whole.length;
    chunks = [kept];
    size = kept.length;
    return kept;
  }
  return {
    push(bytes) {
      chunks.push(bytes);
      size += bytes.length;
      if (size > 2 * limit || chunks.length > mostChunks) compact();
    },
    text() {
      const kept = compact();
      return (dropped ? kept.subarray(kept.indexOf(newline) + 1 || kept.length) : kept).toString('utf8');
    },
    truncated: () => dropped || size > limit,
  };
}
