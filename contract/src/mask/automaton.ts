/**
 * An Aho-Corasick automaton over bytes. States are numbered along the sorted patterns, so the first child of
 * `s` is `s + 1`, its other children follow as a chain of siblings, and the root is 0.
 */
export interface Automaton {
  /** Byte of the only or first child; -1 where there is none; `-2 - row` where a dense row holds the children. */
  readonly first: Int16Array;
  /** Byte that leads to the state. */
  readonly byte: Uint8Array;
  /** Next child of the same parent, 0 for the last. */
  readonly sibling: Int32Array;
  /** 256 states a row, 0 for none; the first row is the root's. */
  readonly rows: Int32Array;
  /** State of the longest proper suffix that is the start of a pattern. */
  readonly fail: Int32Array;
  /** Bytes from the root: how much may be the start of a match. */
  readonly depth: Int32Array;
  /** Length of the longest pattern that ends in the state, 0 for none. */
  readonly match: Int32Array;
}

/** Builds the automaton of patterns that are not empty, one character per byte. */
export function buildAutomaton(patterns: readonly string[]): Automaton {
  const sorted = [...patterns].sort(byBytes);
  const shared = Int32Array.from(sorted, (pattern, at) => sharedPrefix(sorted[at - 1] ?? '', pattern));
  const size = sorted.reduce((sum, pattern, at) => sum + pattern.length - (shared[at] ?? 0), 1);
  const automaton = {
    first: new Int16Array(size).fill(-1),
    byte: new Uint8Array(size),
    sibling: new Int32Array(size),
    fail: new Int32Array(size),
    depth: new Int32Array(size),
    match: new Int32Array(size),
  };
  growTrie(automaton, sorted, shared);
  const complete = { ...automaton, rows: widen(automaton) };
  linkFailures(complete);
  return complete;
}

/** The child of a state by a byte, 0 where there is none. */
export function child(automaton: Automaton, state: number, byte: number): number {
  const head = automaton.first[state] ?? -1;
  if (head < -1) return automaton.rows[((-2 - head) << 8) | byte] ?? 0;
  if (head === -1) return 0;
  let next = state + 1;
  while (next !== 0 && automaton.byte[next] !== byte) next = automaton.sibling[next] ?? 0;
  return next;
}

type Trie = Omit<Automaton, 'rows'>;

function growTrie(trie: Trie, sorted: readonly string[], shared: Int32Array): void {
  const path = [0];
  let state = 0;
  for (const [at, pattern] of sorted.entries()) {
    for (let depth = shared[at] ?? 0; depth < pattern.length; depth++) {
      state += 1;
      const parent = path[depth] ?? 0;
      const byte = pattern.charCodeAt(depth);
      if (state === parent + 1) trie.first[parent] = byte;
      else trie.sibling[path[depth + 1] ?? 0] = state;
      trie.byte[state] = byte;
      trie.depth[state] = depth + 1;
      path[depth + 1] = state;
    }
    trie.match[path[pattern.length] ?? 0] = pattern.length;
  }
}

/** More children than this are looked up in a dense row instead of a chain. */
const chainLimit = 3;

/** 4 MiB of rows at the most; beyond that chains are only slower. */
const rowLimit = 4096;

function widen(trie: Trie): Int32Array {
  const wide: number[] = [0];
  for (let state = 1; state < trie.first.length && wide.length < rowLimit; state++) {
    if (trie.first[state] !== -1 && childrenOf(trie, state).length > chainLimit) wide.push(state);
  }
  const rows = new Int32Array(wide.length << 8);
  for (const [row, state] of wide.entries()) {
    for (const next of childrenOf(trie, state)) rows[(row << 8) | (trie.byte[next] ?? 0)] = next;
  }
  for (const [row, state] of wide.entries()) trie.first[state] = -2 - row;
  return rows;
}

function childrenOf(trie: Trie, state: number): number[] {
  const children: number[] = [];
  if (trie.first[state] === -1) return children;
  for (let next = state + 1; next !== 0; next = trie.sibling[next] ?? 0) children.push(next);
  return children;
}

/** Breadth first: a failure link leads to a state of less depth, which is finished by then. */
function linkFailures(automaton: Automaton): void {
  const { fail, match, byte, first, sibling } = automaton;
  const queue = new Int32Array(first.length);
  let end = 1;
  for (let at = 0; at < end; at++) {
    const state = queue[at] ?? 0;
    if (first[state] === -1) continue;
    for (let next = state + 1; next !== 0; next = sibling[next] ?? 0) {
      queue[end++] = next;
      if (state === 0) continue;
      const target = follow(automaton, fail[state] ?? 0, byte[next] ?? 0);
      fail[next] = target;
      if (match[next] === 0) match[next] = match[target] ?? 0;
    }
  }
}

function follow(automaton: Automaton, from: number, byte: number): number {
  let state = from;
  let next = child(automaton, state, byte);
  while (next === 0 && state !== 0) {
    state = automaton.fail[state] ?? 0;
    next = child(automaton, state, byte);
  }
  return next;
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sharedPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
