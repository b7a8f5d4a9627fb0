/**
 * Says where a pattern may start, looking at one group of bytes every `stride` bytes: a pattern holds such a
 * group at each of its first `stride` places, and all of those are in the set.
 */
export interface Filter {
  /** Bytes that are looked at together: four, or eight where patterns are many and long. */
  readonly gram: 4 | 8;
  readonly stride: number;
  readonly bits: Uint8Array;
  /** Shift that leaves as many bits of a hash as the set has places for. */
  readonly shift: number;
}

/** Up to so many patterns few groups of four bytes are in the set, and ordinary text seldom holds one. */
const fewPatterns = 4000;

/** A larger stride skips more and fills the set more; both measured best (`npm run bench mask`). */
const few = { longestStride: 24, placesPerGroup: 64 };
const many = { longestStride: 8, placesPerGroup: 32 };

/** Patterns are at least four bytes long, one character per byte. */
export function buildFilter(patterns: readonly string[]): Filter {
  const shortest = patterns.reduce(
    (least, pattern) => Math.min(least, pattern.length),
    Number.POSITIVE_INFINITY,
  );
  const { longestStride, placesPerGroup } = patterns.length <= fewPatterns ? few : many;
  const gram = patterns.length > fewPatterns && shortest >= 12 ? 8 : 4;
  const stride = Math.min(longestStride, shortest - gram + 1);
  const places = patterns.length * stride * placesPerGroup;
  const width = Math.min(24, Math.max(10, Math.ceil(Math.log2(places + 1))));
  const filter: Filter = { gram, stride, bits: new Uint8Array(2 ** (width - 3)), shift: 32 - width };
  for (const pattern of patterns) {
    for (let at = 0; at < stride; at++) {
      const place = placeOf(filter, wordAt(pattern, at), gram === 8 ? wordAt(pattern, at + 4) : 0);
      filter.bits[place >>> 3] = (filter.bits[place >>> 3] ?? 0) | (1 << (place & 7));
    }
  }
  return filter;
}

/**
 * The first place from `at` on where a pattern may start, or a place so near to the end that only the bytes
 * after it can tell.
 */
export function skip(filter: Filter, view: DataView, at: number, end: number): number {
  const { gram, stride, bits } = filter;
  const last = end - stride - gram + 1;
  let next = at;
  for (; next <= last; next += stride) {
    const probe = next + stride - 1;
    const second = gram === 8 ? view.getInt32(probe + 4, true) : 0;
    const place = placeOf(filter, view.getInt32(probe, true), second);
    if (((bits[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0) break;
  }
  return next;
}

function wordAt(pattern: string, at: number): number {
  const code = (offset: number) => pattern.charCodeAt(at + offset);
  return code(0) | (code(1) << 8) | (code(2) << 16) | (code(3) << 24);
}

function placeOf(filter: Filter, first: number, second: number): number {
  return Math.imul(first ^ Math.imul(second, 0x85ebca6b), 0x9e3779b1) >>> filter.shift;
}
