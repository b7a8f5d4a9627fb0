import type { Automaton } from './automaton.ts';
import { type Filter, skip } from './filter.ts';

/** Places to mask as start, end, start, end …, in order, apart from each other; starts may lie before the chunk. */
export type Spans = number[];

/**
 * Runs over a chunk from the state that the bytes before it left, adds what matches to `spans` and gives the
 * state at the end. Ordinary text is passed over by the filter; the automaton walks only where a pattern may be.
 */
export function scan(
  automaton: Automaton,
  filter: Filter,
  bytes: Uint8Array,
  from: number,
  spans: Spans,
): number {
  const { first, byte, sibling, rows, fail, depth, match } = automaton;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length;
  let state = from;
  let at = 0;
  // A partial match this short is given up for the filter, which finds it again.
  const shallow = filter.gram - 1;
  const walk = filter.stride + shallow;
  let least = depth[state] ?? 0;
  if (state === 0) {
    at = skip(filter, view, 0, end);
    least = at + walk;
  }
  while (at < end) {
    const next = bytes[at++] ?? 0;
    for (;;) {
      const head = first[state] ?? -1;
      if (head === next) {
        state += 1;
        break;
      }
      if (head < -1) {
        const target = rows[((-2 - head) << 8) | next] ?? 0;
        if (target !== 0) {
          state = target;
          break;
        }
      } else if (head !== -1) {
        let target = sibling[state + 1] ?? 0;
        while (target !== 0 && byte[target] !== next) target = sibling[target] ?? 0;
        if (target !== 0) {
          state = target;
          break;
        }
      }
      if (state === 0) break;
      state = fail[state] ?? 0;
    }
    const length = match[state] ?? 0;
    if (length !== 0) addSpan(spans, at - length, at);
    const open = depth[state] ?? 0;
    if (open <= shallow && at >= least && at >= open) {
      state = 0;
      at = skip(filter, view, at - open, end);
      least = at + walk;
    }
  }
  return state;
}

function addSpan(spans: Spans, start: number, end: number): void {
  let from = start;
  let to = end;
  while (spans.length > 0 && (spans[spans.length - 1] ?? 0) >= start) {
    to = Math.max(to, spans.pop() ?? to);
    from = Math.min(from, spans.pop() ?? from);
  }
  spans.push(from, to);
}
