import type { Exact } from './exact.ts';
import type { Case, CasesField, FieldAnnotations, Fields } from './field.ts';
import type { GivenValues } from './value.ts';
import type { Words } from './words.ts';

type CaseFields = Readonly<Record<string, Fields>>;

interface CasesOptions<C> extends FieldAnnotations {
  /** What each case is called. */
  readonly labels: Readonly<Record<keyof C, Words>>;
  readonly helps?: Readonly<Partial<Record<keyof C, Words>>>;
  /** The case that holds when none is given; only one without required fields. */
  readonly default?: Bare<C>;
}

export interface CaseOf<P extends Fields> extends Case {
  readonly fields: P;
}

type Bare<C> = {
  [K in keyof C]: Record<never, never> extends GivenValues<C[K]> ? K : never;
}[keyof C];

/**
 * One of several named sets of fields: which are shown, required and typed follows from the case alone.
 * The value is `{ case: NAME, …fields }`, or the name alone where that case requires no field.
 */
export function cases<const C extends CaseFields, const O extends CasesOptions<C>>(
  fields: C,
  options: O & Exact<O, CasesOptions<C>>,
): { readonly type: 'object'; readonly cases: { readonly [K in keyof C]: CaseOf<C[K]> } } & Omit<
  O,
  'labels' | 'helps'
>;
export function cases(
  fields: CaseFields,
  { labels, helps, ...rest }: Omit<CasesOptions<CaseFields>, 'default'> & { readonly default?: string },
): CasesField {
  return {
    type: 'object',
    cases: Object.fromEntries(
      Object.entries(fields).map(([name, of]) => [name, toCase(of, labels[name], helps?.[name])]),
    ),
    ...rest,
  };
}

function toCase(fields: Fields, title: Words | undefined, help: Words | undefined): Case {
  return { ...(title && { title }), ...(help && { help }), fields };
}
