import { any, listOf, number, text, truth, type ValueType } from './value-type.ts';

export type ParameterKind = 'any' | 'string' | 'list' | 'string or list';

export interface FunctionDeclaration {
  readonly parameters: readonly ParameterKind[];
  /** Trailing parameters that may be left out. */
  readonly optional?: number;
  /** The last parameter may be repeated. */
  readonly repeated?: true;
  readonly returns: ValueType;
  /** Asks how the tasks before have ended: only `when` knows. */
  readonly status?: true;
  readonly help: string;
}

/** The closed list of functions; what each does is in `call.ts`. */
export const functions = {
  contains: {
    parameters: ['string or list', 'any'],
    returns: truth,
    help: 'whether a text has a part, or a list has an item',
  },
  startsWith: {
    parameters: ['string', 'string'],
    returns: truth,
    help: 'whether a text starts with another',
  },
  endsWith: { parameters: ['string', 'string'], returns: truth, help: 'whether a text ends with another' },
  format: {
    parameters: ['string', 'any'],
    optional: 1,
    repeated: true,
    returns: text,
    help: 'the text with {0}, {1} … replaced by the values after it; {{ and }} stand for braces',
  },
  join: {
    parameters: ['list', 'string'],
    optional: 1,
    returns: text,
    help: 'the items of a list as one text, with a comma or the given text between them',
  },
  split: {
    parameters: ['string', 'string'],
    returns: listOf(text),
    help: 'the parts of a text between a mark',
  },
  replace: {
    parameters: ['string', 'string', 'string'],
    returns: text,
    help: 'the text with every occurrence of the second replaced by the third',
  },
  lower: { parameters: ['string'], returns: text, help: 'the text in lower case' },
  upper: { parameters: ['string'], returns: text, help: 'the text in upper case' },
  trim: { parameters: ['string'], returns: text, help: 'the text without blanks at both ends' },
  length: {
    parameters: ['string or list'],
    returns: number,
    help: 'the number of characters of a text or items of a list',
  },
  fromJson: { parameters: ['string'], returns: any, help: 'the value that a JSON text stands for' },
  toJson: { parameters: ['any'], returns: text, help: 'a value as JSON text' },
  success: {
    parameters: [],
    returns: truth,
    status: true,
    help: 'whether all that the task needs has succeeded; holds if `when` says nothing',
  },
  failure: {
    parameters: [],
    returns: truth,
    status: true,
    help: 'whether a task before has failed',
  },
  always: { parameters: [], returns: truth, status: true, help: 'true, also after a failure or a cancel' },
  cancelled: { parameters: [], returns: truth, status: true, help: 'whether the run is being cancelled' },
} as const satisfies Readonly<Record<string, FunctionDeclaration>>;

export type FunctionName = keyof typeof functions;

/** The declaration of a function, if there is one of the name. */
export function findFunction(name: string): FunctionDeclaration | undefined {
  return isFunction(name) ? functions[name] : undefined;
}

/** Says whether a function of this name exists. */
export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}
