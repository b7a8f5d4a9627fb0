/** Keeps the end of a stream, at most `limit` bytes of it. */
export interface Tail {
  push(bytes: Uint8Array): void;
  text(): string;
  /** Something was dropped from the front. */
  truncated(): boolean;
}

export function createTail(limit: number): Tail {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let dropped = false;
  return {
    push(bytes) {
      chunks.push(bytes);
      size += bytes.length;
      while (size - (chunks[0]?.length ?? 0) >= limit && chunks.length > 1) {
        size -= chunks.shift()?.length ?? 0;
        dropped = true;
      }
    },
    text() {
      const whole = Buffer.concat(chunks);
      return whole.subarray(Math.max(0, whole.length - limit)).toString('utf8');
    },
    truncated: () => dropped || size > limit,
  };
}
