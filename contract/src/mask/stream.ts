import type { Automaton } from './automaton.ts';
import type { Filter } from './filter.ts';
import { type Spans, scan } from './scan.ts';

export interface Tables {
  readonly automaton: Automaton;
  readonly filter: Filter;
}

/** Masks text that comes in chunks cut anywhere, in the middle of a secret or of a character. */
export interface MaskStream {
  /** Gives what can be told to be masked or harmless; may be a view of `bytes`. */
  push(bytes: Uint8Array): Uint8Array;
  /** Gives what was held back as the possible start of a secret. The stream can be used again. */
  flush(): Uint8Array;
}

const stars = Buffer.from('***');
const nothing = new Uint8Array(0);

/** `current` gives the tables to use, another object after secrets were added, `undefined` without any. */
export function maskStream(current: () => Tables | undefined): MaskStream {
  let tables: Tables | undefined;
  let state = 0;
  /** The bytes before the next chunk that may be the start of a match: places -held.length to 0. */
  let held: Uint8Array = nothing;
  let spans: Spans = [];
  /** The first span began in what was given out, with its stars. */
  let announced = false;

  function push(bytes: Uint8Array): Uint8Array {
    const latest = current();
    if (latest === undefined) return bytes;
    const chunk = latest === tables ? bytes : restart(latest, bytes);
    state = scan(latest.automaton, latest.filter, chunk, state, spans);
    const open = latest.automaton.depth[state] ?? 0;
    const out = emit(chunk, chunk.length - open);
    held = lastBytes(held, chunk, open);
    spans = spans.map((place) => place - chunk.length);
    return out;
  }

  function flush(): Uint8Array {
    const out = emit(nothing, 0);
    state = 0;
    held = nothing;
    spans = [];
    announced = false;
    return out;
  }

  /** What was held back may be the start of a secret that was added since. */
  function restart(latest: Tables, bytes: Uint8Array): Uint8Array {
    spans = announced ? [0, (spans[1] ?? 0) + held.length] : [];
    const chunk = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    tables = latest;
    state = 0;
    held = nothing;
    return chunk;
  }

  /** Gives out everything before `until`, where nothing can match any more, and keeps the spans beyond it. */
  function emit(chunk: Uint8Array, until: number): Uint8Array {
    if (held.length === 0 && (spans[0] ?? until) >= until) return chunk.subarray(0, until);
    const out = Buffer.allocUnsafe(held.length + until + (spans.length / 2) * stars.length);
    let size = 0;
    let from = -held.length;
    function copy(to: number): void {
      if (from < 0) size += put(out, size, held.subarray(held.length + from, held.length + Math.min(to, 0)));
      if (to > 0) size += put(out, size, chunk.subarray(Math.max(from, 0), to));
    }
    let at = 0;
    for (; at < spans.length; at += 2) {
      const start = spans[at] ?? 0;
      const end = spans[at + 1] ?? 0;
      if (start >= until) break;
      copy(start);
      if (!announced) size += put(out, size, stars);
      announced = end >= until;
      from = Math.min(end, until);
      if (announced) {
        spans[at] = until;
        break;
      }
    }
    copy(until);
    spans = spans.slice(at);
    return out.subarray(0, size);
  }

  return { push, flush };
}

function put(out: Buffer, at: number, bytes: Uint8Array): number {
  out.set(bytes, at);
  return bytes.length;
}

/** A copy, since the caller may use its buffer again. */
function lastBytes(before: Uint8Array, chunk: Uint8Array, count: number): Uint8Array {
  if (count === 0) return nothing;
  if (count <= chunk.length) return new Uint8Array(chunk.subarray(chunk.length - count));
  return Buffer.concat([before.subarray(before.length + chunk.length - count), chunk]);
}
