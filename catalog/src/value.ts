import type { Static } from 'typebox';
import type { TitledField } from './field.ts';

/** A text in which `${{ … }}` stands for a value that is known only when the task starts. */
export type ExpressionText = `${string}\${{${string}}}${string}`;

/** The TypeScript type of the values that a field declares; leaves are read by TypeBox. */
export type Value<F> = TitledField extends F ? unknown : Narrow<F>;

type Narrow<F> = F extends { readonly cases: infer C }
  ? { [K in keyof C & string]: Simplify<{ readonly case: K } & Values<FieldsOf<C[K]>>> }[keyof C & string]
  : F extends { readonly properties: infer P }
    ? Values<P>
    : F extends { readonly items: infer I }
      ? readonly Value<I>[]
      : F extends { readonly additionalProperties: infer A }
        ? Readonly<Record<string, Value<A>>>
        : Leaf<F>;

/** The values of a set of fields at run time, after defaults: what is optional may be absent. */
export type Values<P> = Simplify<
  { readonly [K in keyof P as P[K] extends Optional ? never : K]: Value<P[K]> } & {
    readonly [K in keyof P as P[K] extends Optional ? K : never]?: Value<P[K]>;
  }
>;

/**
 * A value as an author writes it: a string with an expression may stand anywhere, and is the only way to give a
 * secret; a case without required fields may be written as its name alone.
 */
export type AuthoredValue<F> = TitledField extends F
  ? unknown
  : ExpressionText | (F extends Secret ? never : Written<F, 'authored'>);

/** The values as an author writes them: what has a default or a source may be left out. */
export type AuthoredValues<P> = WrittenValues<P, 'authored'>;

/** The values as they are given to a step by hand: literals only; what has a default may be left out. */
export type GivenValues<P> = WrittenValues<P, 'given'>;

type Way = 'authored' | 'given';

type Given<F, W extends Way> = W extends 'authored' ? AuthoredValue<F> : Written<F, W>;

type Written<F, W extends Way> = TitledField extends F ? unknown : WrittenNarrow<F, W>;

type WrittenNarrow<F, W extends Way> = F extends { readonly cases: infer C }
  ? {
      [K in keyof C & string]:
        | Simplify<{ readonly case: K } & WrittenValues<FieldsOf<C[K]>, W>>
        | (Record<never, never> extends WrittenValues<FieldsOf<C[K]>, W> ? K : never);
    }[keyof C & string]
  : F extends { readonly properties: infer P }
    ? WrittenValues<P, W>
    : F extends { readonly items: infer I }
      ? readonly Given<I, W>[]
      : F extends { readonly additionalProperties: infer A }
        ? Readonly<Record<string, Given<A, W>>>
        : Leaf<F>;

type WrittenValues<P, W extends Way> = Simplify<
  { readonly [K in keyof P as P[K] extends Omissible<W> ? never : K]: Given<P[K], W> } & {
    readonly [K in keyof P as P[K] extends Omissible<W> ? K : never]?: Given<P[K], W>;
  }
>;

type Leaf<F> = F extends { readonly enum: readonly (infer E)[] }
  ? E
  : F extends { readonly type: infer T extends 'string' | 'integer' | 'number' | 'boolean' }
    ? Static<{ type: T }>
    : never;

type FieldsOf<C> = C extends { readonly fields: infer P } ? P : never;
type Secret = { readonly secret: true };
type Optional = { readonly optional: true };
type Omissible<W extends Way> =
  | Optional
  | { readonly default: unknown }
  | (W extends 'authored' ? { readonly from: string } : never);
type Simplify<T> = { [K in keyof T]: T[K] } & {};
