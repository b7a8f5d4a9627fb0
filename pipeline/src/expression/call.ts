import { evaluationError } from './evaluation-error.ts';
import type { FunctionName } from './functions.ts';

/** What the status functions answer in `when`. */
export interface StatusAnswers {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** Longest text that an expression may make, in UTF-16 units. */
export const textLimit = 1_048_576;

type Work = (values: readonly unknown[], status: StatusAnswers | undefined) => unknown;

/** Calls a function of the closed list with evaluated values. */
export function call(
  name: FunctionName,
  values: readonly unknown[],
  status: StatusAnswers | undefined,
): unknown {
  return work[name](values, status);
}

const work: Readonly<Record<FunctionName, Work>> = {
  contains: ([of, part]) =>
    Array.isArray(of) ? of.includes(part) : asText('contains', of).includes(toText(part)),
  startsWith: ([of, part]) => asText('startsWith', of).startsWith(asText('startsWith', part)),
  endsWith: ([of, part]) => asText('endsWith', of).endsWith(asText('endsWith', part)),
  format: ([pattern, ...values]) => format(asText('format', pattern), values),
  join: ([list, between]) => {
    const parts = asList('join', list).map(toText);
    const mark = between === undefined ? ',' : asText('join', between);
    return limited('join', sum(parts) + mark.length * parts.length, () => parts.join(mark));
  },
  split: ([of, mark]) => split(asText('split', of), asText('split', mark)),
  replace: ([of, from, to]) => replace(asText('replace', of), asText('replace', from), asText('replace', to)),
  lower: ([of]) => asText('lower', of).toLowerCase(),
  upper: ([of]) => asText('upper', of).toUpperCase(),
  trim: ([of]) => asText('trim', of).trim(),
  length: ([of]) => (Array.isArray(of) ? of.length : [...asText('length', of)].length),
  fromJson: ([of]) => fromJson(asText('fromJson', of)),
  toJson: ([of]) => JSON.stringify(of ?? null),
  success: (_, status) => answer('success', status?.success),
  failure: (_, status) => answer('failure', status?.failure),
  always: (_, status) => answer('always', status && true),
  cancelled: (_, status) => answer('cancelled', status?.cancelled),
};

/** A value as it stands in a text: nothing for null, JSON for lists and objects. */
export function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function format(pattern: string, values: readonly unknown[]): string {
  const parts = pattern.split(/(\{\{|\}\}|\{\d+\})/).map((part) => {
    if (part === '{{') return '{';
    if (part === '}}') return '}';
    const number = /^\{(\d+)\}$/.exec(part)?.[1];
    if (number === undefined) return part;
    if (Number(number) < values.length) return toText(values[Number(number)]);
    throw evaluationError(
      `\`format\` must be given a value for every number in braces, got ${values.length} for {${number}}.`,
      'Add the value, or write {{ and }} for braces.',
    );
  });
  return limited('format', sum(parts), () => parts.join(''));
}

function replace(of: string, from: string, to: string): string {
  if (from === '') return of;
  const parts = of.split(from);
  return limited('replace', sum(parts) + to.length * (parts.length - 1), () => parts.join(to));
}

function split(of: string, mark: string): string[] {
  return of === '' ? [] : of.split(mark);
}

function fromJson(of: string): unknown {
  try {
    const value: unknown = JSON.parse(of);
    return value;
  } catch {
    throw evaluationError(
      `\`fromJson\` must be given JSON, got ${shown(of)}.`,
      'Look at the output or input that the text comes from.',
    );
  }
}

function answer(name: string, value: boolean | undefined): boolean {
  if (value !== undefined) return value;
  throw evaluationError(`\`${name}()\` must stand in \`when\`, nowhere else.`, 'Use `tasks.ID.status`.');
}

function asText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw evaluationError(
    `\`${name}\` must be given a text, got ${Array.isArray(value) ? 'a list' : 'an object'}.`,
    'Use `join` for a list, `toJson` for an object.',
  );
}

function asList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  throw evaluationError(
    `\`${name}\` must be given a list, got ${shown(value)}.`,
    'Use `split` to make a list of a text.',
  );
}

/** Whole or not at all: of a part of a secret nobody could tell that it is one. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `a value of ${text.length} characters` : text;
}

function limited(name: string, length: number, make: () => string): string {
  if (length <= textLimit) return make();
  throw evaluationError(
    `\`${name}\` must give at most ${textLimit} characters, got ${length}.`,
    'Do the work in a script task.',
  );
}

function sum(parts: readonly string[]): number {
  return parts.reduce((total, part) => total + part.length, 0);
}
