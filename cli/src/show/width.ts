import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';

/** ASCII and this command's own signs: one column each. */
const simple = /^[\x20-\x7e✓✗●○◌■–⏸│…─]*$/;

type StringWidth = typeof import('string-width').default;
let stringWidth: StringWidth | undefined;

/** Columns that a text takes in a terminal: Chinese counts double, colours nothing. */
export function widthOf(text: string): number {
  const plain = text.includes('\x1b') ? stripVTControlCharacters(text) : text;
  if (simple.test(plain)) return plain.length;
  // Its tables take longer to load than most commands take to run.
  const loaded: { default: StringWidth } = createRequire(import.meta.url)('string-width');
  stringWidth ??= loaded.default;
  return stringWidth(plain);
}
