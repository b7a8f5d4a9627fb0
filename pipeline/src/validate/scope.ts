import type { Manifest } from '@stepyard/catalog';
import type { TypeScope } from '../expression/type-of.ts';
import {
  any,
  listOf,
  number,
  type ObjectType,
  objectOf,
  text,
  truth,
  type ValueType,
} from '../expression/value-type.ts';
import type { LaidTask } from '../layout/layout.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import { toJson } from '../yaml/node.ts';
import { eventType } from './event-type.ts';
import { typeOfField } from './field-type.ts';

/** The names at the front of an expression. */
export const roots = [
  'event',
  'inputs',
  'tasks',
  'run',
  'config',
  'files',
  'secrets',
  'env',
  'matrix',
] as const;
export type Root = (typeof roots)[number];

/** What a connection is of, and the names of what it gives. */
export interface KnownConnection {
  readonly kind: string;
  readonly values: readonly string[];
}

export interface Known {
  /** Entries by group, if they are known before a run. */
  readonly config?: Readonly<Record<string, readonly string[]>>;
  /** Stored files by name, if they are known before a run. */
  readonly files?: readonly string[];
  /** Connections by name, if they are known before a run. */
  readonly connections?: Readonly<Record<string, KnownConnection>>;
  /** Names, if they are known before a run. */
  readonly secrets?: readonly string[];
}

/** What the expressions of a pipeline may name, whichever task they stand in. */
export type CommonRoots = Readonly<Record<Exclude<Root, 'env' | 'matrix'>, ValueType>>;

/** Types of everything that is the same for all tasks. */
export function commonRoots(
  document: PipelineDocument,
  tasks: readonly (readonly [LaidTask, Manifest | undefined])[],
  known: Known,
): CommonRoots {
  return {
    event: eventType,
    inputs: named('an input of the pipeline', 'unknown-input', inputTypes(document)),
    tasks: named('a task of the pipeline', 'unknown-task', Object.fromEntries(tasks.map(taskType))),
    run: named('a fact of the run', 'unknown-field', {
      name: text,
      number,
      pipeline: text,
      project: text,
      startedAt: text,
      url: text,
    }),
    config: configType(known),
    files:
      known.files === undefined
        ? { kind: 'object', fields: {}, others: text }
        : named('a stored file', 'unknown-file', textsOf(known.files)),
    secrets:
      known.secrets === undefined
        ? { kind: 'object', fields: {}, others: text }
        : named('a secret that is given', 'unknown-secret', textsOf(known.secrets)),
  };
}

/** The scope of one place, with just those roots that may be named there. */
export function scopeFor(
  common: CommonRoots,
  task: LaidTask | undefined,
  allowed: readonly Root[],
  status = false,
): TypeScope {
  const all: Readonly<Record<Root, ValueType>> = {
    ...common,
    env: named('a variable of the task', 'unknown-variable', textsOf([...(task?.env.keys() ?? [])])),
    matrix: named('a value of the matrix', 'unknown-value', matrixTypes(task)),
  };
  const fields = Object.fromEntries(allowed.map((root) => [root, all[root]]));
  return { roots: { kind: 'object', fields, noun: 'something that is known here' }, status };
}

function inputTypes(document: PipelineDocument): Record<string, ValueType> {
  const types = { string: text, integer: number, number, boolean: truth, list: listOf(text) };
  const inputs = [...(document.inputs ?? [])];
  return Object.fromEntries(inputs.map(([name, { type = 'string' }]) => [name, types[type]]));
}

function taskType([task, manifest]: readonly [LaidTask, Manifest | undefined]): readonly [string, ValueType] {
  const outputs = manifest === undefined ? any : outputsType(task, manifest);
  return [task.id, named(`a fact of the task \`${task.id}\``, 'unknown-field', { status: text, outputs })];
}

function outputsType(task: LaidTask, manifest: Manifest): ValueType {
  const many = task.matrix !== undefined;
  const wrap = (type: ValueType) => (many ? listOf(type) : type);
  const declared = Object.entries(manifest.outputs).map(([name, field]) => [name, wrap(typeOfField(field))]);
  const more = moreOutputs(task, manifest);
  const type = named(`an output of the task \`${task.id}\``, 'unknown-output', {
    ...Object.fromEntries(declared),
    ...Object.fromEntries((more ?? []).map((name) => [name, wrap(text)])),
  });
  return more === undefined ? { ...type, others: wrap(text) } : type;
}

/** Names of the outputs that the author declares by an input; `undefined` where only a run knows them. */
function moreOutputs(task: LaidTask, { outputsFrom }: Manifest): readonly string[] | undefined {
  if (outputsFrom === undefined) return [];
  const node = task.with.entries.get(outputsFrom)?.value;
  if (node === undefined) return [];
  const names = toJson(node);
  if (!Array.isArray(names)) return undefined;
  const listed: readonly unknown[] = names;
  const texts = listed.filter((name) => typeof name === 'string');
  return texts.some((name) => name.includes('${{')) ? undefined : texts;
}

function matrixTypes(task: LaidTask | undefined): Record<string, ValueType> {
  const values = [...(task?.matrix?.values ?? [])];
  return Object.fromEntries(values.map(([name]) => [name, any]));
}

function configType({ config }: Known): ValueType {
  if (config === undefined) {
    return { kind: 'object', fields: {}, others: { kind: 'object', fields: {}, others: any } };
  }
  const groups = Object.entries(config).map(([group, keys]) => [
    group,
    named(`an entry of the config group \`${group}\``, 'unknown-config', anyOf(keys)),
  ]);
  return named('a config group', 'unknown-config', Object.fromEntries(groups));
}

function named(noun: string, rule: string, fields: Readonly<Record<string, ValueType>>): ObjectType {
  return { ...objectOf(fields, noun), rule };
}

function textsOf(names: readonly string[]): Record<string, ValueType> {
  return Object.fromEntries(names.map((name) => [name, text]));
}

function anyOf(names: readonly string[]): Record<string, ValueType> {
  return Object.fromEntries(names.map((name) => [name, any]));
}
