import type { Field } from './field.ts';
import { holdsSecret } from './presence.ts';
import { quoteText } from './quote.ts';
import { inputVariable } from './variable.ts';

/** Where a value stands, and how it is given. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly variable: string;
  /** It stands within a list or map, whose variable gives it together with all that is beside it. */
  readonly inner?: true;
}

/** The place of a whole set of inputs. */
export const outermost: Place = { path: [], variable: inputVariable([]) };

/** The place of a field within a set of fields. */
export function placeOf({ path, variable, inner }: Place, name: string): Place {
  if (inner) return { path: [...path, name], variable, inner };
  const own = inputVariable([name]);
  return {
    path: [...path, name],
    variable: path.length === 0 ? own : own.replace(/^INPUT_/, `${variable}__`),
  };
}

/** The place of an item of a list or map. */
export function placeOfItem({ path, variable, inner }: Place, field: Field, key: string | number): Place {
  const own = !inner && holdsSecret(field) ? `${variable}_FILE` : variable;
  return { path: [...path, key], variable: own, inner: true };
}

/** A place as errors show it: `` `servers[0].url` ``. */
export function placeText(path: Place['path']): string {
  const text = path.map((part, index) => {
    if (typeof part === 'number') return `[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `[${quoteText(part)}]`;
    return index === 0 ? part : `.${part}`;
  });
  return `\`${text.join('')}\``;
}
