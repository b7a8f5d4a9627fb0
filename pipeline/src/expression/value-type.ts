/** What is known before a run of the value that an expression will have. */
export type ValueType =
  | { readonly kind: 'any' | 'null' | 'boolean' | 'number' | 'string' }
  | { readonly kind: 'list'; readonly items: ValueType }
  | ObjectType;

export interface ObjectType {
  readonly kind: 'object';
  readonly fields: Readonly<Record<string, ValueType>>;
  /** Type of the values under any other key; absent: there are no others. */
  readonly others?: ValueType;
  /** How a message calls one of its keys, for instance ``output of `build` ``. */
  readonly noun?: string;
  /** Rule of the problem for a key that is not there. */
  readonly rule?: string;
}

export const any: ValueType = { kind: 'any' };
export const text: ValueType = { kind: 'string' };
export const number: ValueType = { kind: 'number' };
export const truth: ValueType = { kind: 'boolean' };
export const nothing: ValueType = { kind: 'null' };

/** A list of values of one type. */
export function listOf(items: ValueType): ValueType {
  return { kind: 'list', items };
}

/** An object of which just these fields are known. */
export function objectOf(fields: Readonly<Record<string, ValueType>>, noun?: string): ObjectType {
  return { kind: 'object', fields, ...(noun !== undefined && { noun }) };
}

/** The type that holds for either of two values. */
export function either(left: ValueType, right: ValueType): ValueType {
  if (left.kind === 'list' && right.kind === 'list') return listOf(either(left.items, right.items));
  return left.kind === right.kind && left.kind !== 'object' ? left : any;
}

/** The type in words, with its article. */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case 'any':
      return 'any value';
    case 'null':
      return 'null';
    case 'list':
      return 'a list';
    case 'object':
      return 'an object';
    default:
      return `a ${type.kind}`;
  }
}
