import { validate } from '@cfworker/json-schema';

/** A value that was read, if it could be, and all that was wrong on the way. */
export interface Parsed<T> {
  readonly value?: T;
  readonly problems: readonly string[];
}

/** More than any file of a step needs; what is deeper breaks programs that read it recursively. */
const deepest = 32;

/** Reads JSON that nobody vouches for: of bounded depth, without keys named `__proto__`. */
export function readJson(file: string, text: string): Parsed<unknown> {
  if (depthOf(text) > deepest) return { problems: [`${file}: is nested deeper than ${deepest} levels.`] };
  let forbidden = false;
  try {
    const value: unknown = JSON.parse(text, (key, inner) => {
      forbidden ||= key === '__proto__';
      return inner;
    });
    return forbidden
      ? { problems: [`${file}: must not have a key named __proto__.`] }
      : { value, problems: [] };
  } catch {
    return { problems: [`${file}: is not JSON.`] };
  }
}

/** What is wrong with a value by a schema, one sentence each. */
export function schemaProblems(file: string, value: unknown, schema: object): readonly string[] {
  const { errors } = validate(value, { ...schema }, '2020-12', undefined, false);
  const found = errors
    .filter(({ keyword }) => !vague.has(keyword))
    .map(({ instanceLocation, error }) => {
      const place = instanceLocation.replace(/^#\/?/, '').replaceAll('/', '.');
      return `${file}: ${place === '' ? '' : `\`${place}\`: `}${error}`;
    });
  return [...new Set(found)];
}

/** Keywords that only say that something within is wrong. */
const vague = new Set(['properties', 'additionalProperties', 'items']);

/** The levels of nesting of a JSON text, counted without reading it recursively. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '[' || char === '{') most = Math.max(most, ++depth);
    else if (char === ']' || char === '}') depth -= 1;
  }
  return most;
}
