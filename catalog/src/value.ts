import type { Static } from 'typebox';

/** The TypeScript type of the values that a field declares; leaves are read as JSON Schema by TypeBox. */
export type Value<F> = F extends { readonly cases: infer C }
  ? { [K in keyof C & string]: Simplify<{ readonly case: K } & Values<FieldsOf<C[K]>>> }[keyof C & string]
  : F extends { readonly properties: infer P }
    ? Values<P>
    : F extends { readonly items: infer I }
      ? readonly Value<I>[]
      : F extends { readonly additionalProperties: infer A }
        ? Readonly<Record<string, Value<A>>>
        : F extends { readonly enum: readonly (infer E)[] }
          ? E
          : F extends { readonly type: infer T extends 'string' | 'integer' | 'number' | 'boolean' }
            ? Static<{ type: T }>
            : never;

/** The values of a set of fields at run time, after defaults: what is optional may be absent. */
export type Values<P> = Simplify<
  { readonly [K in keyof P as Optional<P[K]> extends true ? never : K]: Value<P[K]> } & {
    readonly [K in keyof P as Optional<P[K]> extends true ? K : never]?: Value<P[K]>;
  }
>;

/** The values as an author gives them: what has a default or a source may be left out. */
export type AuthoredValues<P> = Simplify<
  { readonly [K in keyof P as Omissible<P[K]> extends true ? never : K]: Value<P[K]> } & {
    readonly [K in keyof P as Omissible<P[K]> extends true ? K : never]?: Value<P[K]>;
  }
>;

type FieldsOf<C> = C extends { readonly fields: infer P } ? P : never;
type Optional<F> = F extends { readonly optional: true } ? true : false;
type Omissible<F> = F extends
  | { readonly optional: true }
  | { readonly default: unknown }
  | { readonly from: string }
  ? true
  : false;
type Simplify<T> = { [K in keyof T]: T[K] } & {};
