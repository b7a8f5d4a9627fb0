import { buildAutomaton } from './automaton.ts';
import { encodings } from './encodings.ts';
import { buildFilter } from './filter.ts';
import { type MaskStream, maskStream, type Tables } from './stream.ts';

/** Replaces secrets by `***`, in every encoding in which they may show up. */
export interface Masker {
  /** Masks a value from now on, also in streams that are open. False if it is too short to be masked. */
  add(secret: string): boolean;
  mask(text: string): string;
  /** Masks bytes as they come; holds back no more than what may be the start of a secret. */
  stream(): MaskStream;
}

/** Bytes times forms that are looked through one by one; a form costs as much as `overhead` bytes besides. */
const spendable = 500_000;
const overhead = 50;

/**
 * Makes a masker of values. Each is found as it is, as base64 at any place of a longer text, URL-encoded, as
 * hex, escaped for JSON, markup and the shell, and line by line. What overlaps or touches becomes one `***`.
 * Values of less than 4 bytes, and lines of less than 6, are not masked: they would blank ordinary text. Values
 * of several lines over 2 kB, and all over 64 kB, are looked for in fewer ways (`encodings.ts` says in which).
 */
export function createMasker(secrets: Iterable<string> = []): Masker {
  const patterns = new Set<string>();
  let tables: Tables | undefined;
  let spent = 0;

  /** Built when needed first, so that adding many values costs one build. */
  function current(): Tables | undefined {
    if (tables === undefined && patterns.size > 0) {
      const all = [...patterns];
      tables = { automaton: buildAutomaton(all), filter: buildFilter(all) };
    }
    return tables;
  }

  function add(secret: string): boolean {
    const before = patterns.size;
    const forms = encodings(secret);
    for (const form of forms) patterns.add(form);
    if (patterns.size > before) tables = undefined;
    return forms.size > 0;
  }

  /**
   * Looks for each form by itself while that is less work than building the tables: a step that prints little
   * never builds them.
   */
  function isFree(bytes: Buffer): boolean {
    if (tables !== undefined || spent > spendable) return false;
    spent += patterns.size * (bytes.length + overhead);
    if (spent > spendable) return false;
    const text = bytes.toString('latin1');
    for (const pattern of patterns) if (text.includes(pattern)) return false;
    return true;
  }

  function mask(text: string): string {
    const bytes = Buffer.from(text);
    if (isFree(bytes)) return text;
    const stream = maskStream(current);
    const masked = Buffer.concat([stream.push(bytes), stream.flush()]);
    // Every match is longer than its stars; without one the text is given back as it was.
    return masked.length === bytes.length ? text : masked.toString();
  }

  for (const secret of secrets) add(secret);
  return { add, mask, stream: () => maskStream(current) };
}
