import type { Field } from './field.ts';
import type { Place } from './place.ts';
import { quoteText } from './quote.ts';
import { adviceOf } from './rule.ts';

/** What to do about a value that is missing or wrong. */
export function hintFor(field: Field, { variable, inner }: Place, authored: boolean): string {
  const rest = instead(field);
  if (authored && 'secret' in field) return `Write \`\${{ secrets.NAME }}\`${rest}.`;
  if (authored) return `Write ${adviceOf(field)} or an expression \`\${{ … }}\`${rest}.`;
  if (inner) return `Correct it in ${variable}.`;
  if ('secret' in field) return `Set ${variable}_FILE to the path of a file that holds it${rest}.`;
  return `Set ${variable} to ${adviceOf(field)}${rest}.`;
}

function instead(field: Field): string {
  const value = 'default' in field ? field.default : undefined;
  if (value === undefined) return field.optional ? ', or leave it out' : '';
  return `, or leave it out for ${typeof value === 'string' ? quoteText(value) : JSON.stringify(value)}`;
}
