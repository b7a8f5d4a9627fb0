/** Bytes that are looked at together. */
export const gramBytes = 4;

/**
 * Says where a pattern may start, looking at one group of four bytes every `stride` bytes: a pattern holds
 * such a group at each of its first `stride` places, and all of those are in the set.
 */
export interface Filter {
  readonly stride: number;
  readonly bits: Uint8Array;
  /** Shift that leaves as many bits of a hash as the set has places for. */
  readonly shift: number;
}

/** A larger stride skips more and fills the set more; measured best for hundreds of secrets. */
const longestStride = 8;

/** Patterns are at least `gramBytes` long, one character per byte. */
export function buildFilter(patterns: readonly string[]): Filter {
  const shortest = patterns.reduce(
    (least, pattern) => Math.min(least, pattern.length),
    Number.POSITIVE_INFINITY,
  );
  const stride = Math.min(longestStride, shortest - gramBytes + 1);
  const width = Math.min(24, Math.max(10, Math.ceil(Math.log2(patterns.length * stride * 32 + 1))));
  const filter = { stride, bits: new Uint8Array(2 ** (width - 3)), shift: 32 - width };
  for (const pattern of patterns) {
    for (let at = 0; at < stride; at++) {
      const place = hash(gramAt(pattern, at)) >>> filter.shift;
      filter.bits[place >>> 3] = (filter.bits[place >>> 3] ?? 0) | (1 << (place & 7));
    }
  }
  return filter;
}

/** The first place from `at` on, before `end`, where a pattern may start; `end` or less than a stride before it if none. */
export function skip(filter: Filter, view: DataView, at: number, end: number): number {
  const { stride, bits, shift } = filter;
  const last = end - stride - gramBytes + 1;
  let next = at;
  while (next <= last) {
    const place = hash(view.getInt32(next + stride - 1, true)) >>> shift;
    if (((bits[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0) break;
    next += stride;
  }
  return next;
}

function gramAt(pattern: string, at: number): number {
  const code = (offset: number) => pattern.charCodeAt(at + offset);
  return code(0) | (code(1) << 8) | (code(2) << 16) | (code(3) << 24);
}

function hash(gram: number): number {
  return Math.imul(gram, 0x9e3779b1);
}
