import type { Exact } from './exact.ts';
import type {
  BooleanField,
  EnumField,
  Field,
  FieldAnnotations,
  Fields,
  ListField,
  MapField,
  NumberField,
  SecretField,
  StringField,
} from './field.ts';
import type { GivenValues, Value } from './value.ts';
import type { Words } from './words.ts';

type StringOptions = Omit<StringField, 'type'>;
type NumberOptions = Omit<NumberField, 'type'>;
type BooleanOptions = Omit<BooleanField, 'type'>;
type SecretOptions = Omit<SecretField, 'type' | 'secret' | 'writeOnly'>;

interface EnumOptions<E extends string> extends Omit<EnumField, 'type' | 'enum' | 'labels' | 'default'> {
  readonly labels?: Readonly<Record<E, Words>>;
  readonly default?: E;
}

interface ListOptions<I> extends Omit<ListField, 'type' | 'items' | 'default'> {
  readonly default?: readonly Value<I>[];
}

interface MapOptions<A> extends Omit<MapField, 'type' | 'additionalProperties' | 'default'> {
  readonly default?: Readonly<Record<string, Value<A>>>;
}

interface ObjectOptions<P> extends FieldAnnotations {
  readonly default?: GivenValues<P>;
}

/** The kinds of a field. Each gives the plain JSON that is the schema and from which the TypeScript type is read. */
export const Type = {
  String: string,
  Integer: integer,
  Number: number,
  Boolean: boolean,

  /** One of some texts; `labels` says what each is called. */
  Enum<const E extends readonly string[], const O extends EnumOptions<E[number]>>(
    values: E,
    options: O & Exact<O, EnumOptions<E[number]>>,
  ): { readonly type: 'string'; readonly enum: E } & O {
    return { type: 'string', enum: values, ...options };
  },

  Array<const I extends Field, const O extends ListOptions<I>>(
    items: I,
    options: O & Exact<O, ListOptions<I>>,
  ): { readonly type: 'array'; readonly items: I } & O {
    return { type: 'array', items, ...options };
  },

  /** An object whose keys the author chooses. */
  Map<const A extends Field, const O extends MapOptions<A>>(
    values: A,
    options: O & Exact<O, MapOptions<A>>,
  ): { readonly type: 'object'; readonly additionalProperties: A } & O {
    return { type: 'object', additionalProperties: values, ...options };
  },

  Object<const P extends Fields, const O extends ObjectOptions<P>>(
    properties: P,
    options: O & Exact<O, ObjectOptions<P>>,
  ): { readonly type: 'object'; readonly properties: P } & O {
    return { type: 'object', properties, ...options };
  },
};

/** A text that stands in no log, error, argument list or stored file. */
export function secret<const O extends SecretOptions>(
  options: O & Exact<O, SecretOptions>,
): { readonly type: 'string'; readonly secret: true; readonly writeOnly: true } & O {
  return { type: 'string', secret: true, writeOnly: true, ...options };
}

function string(): { readonly type: 'string' };
function string<const O extends StringOptions>(
  options: O & Exact<O, StringOptions>,
): { readonly type: 'string' } & O;
function string(options?: StringOptions): StringField {
  return { type: 'string', ...options };
}

function integer(): { readonly type: 'integer' };
function integer<const O extends NumberOptions>(
  options: O & Exact<O, NumberOptions>,
): { readonly type: 'integer' } & O;
function integer(options?: NumberOptions): NumberField {
  return { type: 'integer', ...options };
}

function number(): { readonly type: 'number' };
function number<const O extends NumberOptions>(
  options: O & Exact<O, NumberOptions>,
): { readonly type: 'number' } & O;
function number(options?: NumberOptions): NumberField {
  return { type: 'number', ...options };
}

function boolean(): { readonly type: 'boolean' };
function boolean<const O extends BooleanOptions>(
  options: O & Exact<O, BooleanOptions>,
): { readonly type: 'boolean' } & O;
function boolean(options?: BooleanOptions): BooleanField {
  return { type: 'boolean', ...options };
}
