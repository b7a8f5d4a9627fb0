import type { Field } from './field.ts';
import { quoteText } from './quote.ts';
import { adviceOf } from './rule.ts';
import { inputVariable } from './variable.ts';

/** Where a value stands, and the names that make its variable: those up to the first list or map. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly names: readonly string[];
}

/** A path as errors show it: `` `servers[0].url` ``. */
export function placeText(path: Place['path']): string {
  const text = path.map((part, index) => {
    if (typeof part === 'number') return `[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `[${quoteText(part)}]`;
    return index === 0 ? part : `.${part}`;
  });
  return `\`${text.join('')}\``;
}

/** What to do about a value that is missing or wrong. */
export function hintFor(field: Field, { path, names }: Place, authored: boolean): string {
  const inList = names.length < path.length;
  const rest = inList ? '' : instead(field);
  if ('secret' in field) {
    if (authored) return `Write \`\${{ secrets.NAME }}\`${rest}.`;
    return `Set ${inputVariable(names)}_FILE to the path of a file that holds it${rest}.`;
  }
  if (authored) return `Write ${adviceOf(field)} or an expression \`\${{ … }}\`${rest}.`;
  return inList
    ? `Correct it in ${inputVariable(names)}.`
    : `Set ${inputVariable(names)} to ${adviceOf(field)}${rest}.`;
}

function instead(field: Field): string {
  const value = 'default' in field ? field.default : undefined;
  if (value !== undefined)
    return `, or leave it out for ${typeof value === 'string' ? quoteText(value) : JSON.stringify(value)}`;
  return field.optional ? ', or leave it out' : '';
}
