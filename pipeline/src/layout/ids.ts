import anyAscii from 'any-ascii';
import { idLength } from '../language/words.ts';

/** An id made from a title in any language: `克隆代码` → `ke-long-dai-ma`; empty where nothing is left of it. */
export function idFrom(title: string): string {
  const words = anyAscii(title)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = /^[0-9]/.test(words) ? `t-${words}` : words;
  return name.slice(0, idLength).replace(/-+$/, '');
}

/** The id with an ending, cut so that both fit; what is cut is told apart by a hash of the whole. */
export function withEnding(id: string, ending: string): string {
  const whole = `${id}-${ending}`;
  if (whole.length <= idLength) return whole;
  const room = idLength - ending.length - 10;
  return `${id.slice(0, Math.max(room, 1)).replace(/-+$/, '')}-${shortHash(id)}-${ending}`;
}

/** The id, or with the first number that makes it one that is not taken; takes it. */
export function take(id: string, taken: Set<string>): string {
  let free = id;
  for (let number = 2; taken.has(free); number += 1) free = withEnding(id, String(number));
  taken.add(free);
  return free;
}

/** Eight hex digits of a text: FNV-1a, enough to tell names apart. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
