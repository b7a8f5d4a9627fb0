import type { Field } from './field.ts';
import { holdsSecret } from './presence.ts';

const longest = 80;
const invisible = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** How an error shows a value: as JSON on one line; of what may hold a secret only the kind. */
export function quoteValue(value: unknown, field: Field): string {
  if (holdsSecret(field) || (typeof value === 'object' && value !== null)) return kindOf(value);
  return typeof value === 'string' ? quoteText(value) : String(value);
}

/**
 * A text in JSON quotes, without credentials of a URL and invisible characters. A long one is not shown: cut in two,
 * a secret in it would not be known for one.
 */
export function quoteText(text: string): string {
  const open = text.replace(/(\w:\/\/)\S*@/g, '$1***@');
  if (open.length > longest) return `a text of ${text.length} characters`;
  return JSON.stringify(open).replace(
    invisible,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', object: 'an object' }[String(typeof value)] ?? `a ${typeof value}`;
}
