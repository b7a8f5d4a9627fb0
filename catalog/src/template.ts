import type { Fields } from './field.ts';
import type { AnyImage, ImageVariants, Manifest, WaitDeclaration } from './manifest.ts';
import type { AuthoredValues, Values } from './value.ts';
import type { Words } from './words.ts';

/** A manifest that carries the types of its inputs and outputs. */
export interface Template<I extends Fields = Fields, O extends Fields = Fields> extends Manifest {
  readonly inputs: I;
  readonly outputs: O;
}

/** The values that a template's work is given: checked, and with defaults. */
export type InputsOf<T> = T extends { readonly inputs: infer I } ? Values<I> : never;

/** The values that a template's work returns: exactly the declared ones, and those named by `outputsFrom`. */
export type OutputsOf<T> = T extends { readonly outputs: infer O }
  ? T extends { readonly outputsFrom: string }
    ? Values<O> & Readonly<Record<string, unknown>>
    : Values<O>
  : never;

type Named =
  | 'manifest'
  | 'inputs'
  | 'outputs'
  | 'outputsFrom'
  | 'network'
  | 'volatile'
  | 'wait'
  | 'variants'
  | 'anyImage'
  | 'examples';

/** What an author declares; the parts that name inputs or outputs are typed by them. */
export interface Declaration<I extends Fields, O extends Fields, F extends string>
  extends Omit<Manifest, Named> {
  readonly inputs: I;
  readonly outputs: O;
  readonly outputsFrom?: F;
  readonly network?: readonly (`input:${keyof NoInfer<I> & string}` | (string & {}))[];
  readonly volatile?: readonly (keyof NoInfer<O> & string)[];
  readonly wait?: WaitDeclaration<keyof NoInfer<I> & string>;
  readonly variants?: ImageVariants<keyof NoInfer<I> & string>;
  readonly anyImage?: AnyImage<keyof NoInfer<I> & string>;
  readonly examples: readonly { readonly title: Words; readonly with: AuthoredValues<NoInfer<I>> }[];
}

/** Declares a template: typed data that says all that form, scheduler, container and documentation need to know. */
export function defineTemplate<
  const I extends Fields,
  const O extends Fields,
  const F extends ListsOf<I> = never,
>(
  declaration: Declaration<I, O, F>,
): Template<I, O> & ([F] extends [never] ? unknown : { readonly outputsFrom: F });
export function defineTemplate(declaration: Omit<Manifest, 'manifest'>): Manifest {
  return { manifest: 1, ...declaration };
}

type ListsOf<I> = {
  [K in keyof I]: I[K] extends { readonly type: 'array'; readonly items: { readonly type: 'string' } }
    ? K
    : never;
}[keyof I] &
  string;
