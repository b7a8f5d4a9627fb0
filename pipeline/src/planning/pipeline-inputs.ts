import { check } from '@stepyard/catalog';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { inputField } from '../validate/input-declarations.ts';
import { writtenValues } from '../validate/written.ts';
import { keyAt, type Node } from '../yaml/node.ts';

export type InputValues = Readonly<Record<string, unknown>>;

/** The inputs of a pipeline: as given, else as the environment says, else by default; texts are read by their types. */
export function pipelineInputs(
  document: PipelineDocument,
  given: InputValues,
  environment: string | undefined,
  problems: PipelineProblem[],
): InputValues {
  const overlay = document.environments?.get(environment ?? '');
  const fields = Object.fromEntries(
    [...(document.inputs ?? [])].map(([name, source]) => [name, inputField(name, source)]),
  );
  const values: Record<string, unknown> = {};
  for (const [name, source] of document.inputs ?? []) {
    const node = overlay?.inputs?.get(name) ?? ('default' in source ? source.default : undefined);
    const field = fields[name];
    if (Object.hasOwn(given, name)) values[name] = readText(given[name], source.type ?? 'string');
    else if (node !== undefined && field !== undefined) {
      Object.assign(values, writtenValues({ [name]: field }, singleEntry(name, node)));
    }
  }
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(fields, name));
  const all = { ...values, ...Object.fromEntries(unknown.map((name) => [name, given[name]])) };
  for (const one of check({ name: 'the pipeline', inputs: fields }, all)) {
    const [name = ''] = one.path;
    const declared = document.inputs?.has(String(name)) === true;
    problems.push(
      problem({
        at: keyAt(document.node, declared ? ['inputs', name] : ['inputs']),
        path: ['inputs', ...one.path],
        rule: rules[one.code],
        message: one.message.replace('an input of `the pipeline`', 'an input of the pipeline'),
        hint: one.code === 'INPUT_UNKNOWN' ? one.hint : hints[one.code],
      }),
    );
  }
  return values;
}

const rules = {
  INPUT_MISSING: 'missing-input',
  INPUT_INVALID: 'wrong-input',
  INPUT_UNKNOWN: 'unknown-input',
} as const;

const hints = {
  INPUT_MISSING: 'Give it when the run is started, or declare a default.',
  INPUT_INVALID: 'Give another value when the run is started.',
} as const;

/** A value given as text, as on a command line, read by the type that the input has. */
function readText(value: unknown, type: string): unknown {
  if (typeof value !== 'string')
    return type === 'string' && typeof value === 'number' ? String(value) : value;
  switch (type) {
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'integer':
    case 'number':
      return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
    case 'list':
      return readList(value);
    default:
      return value;
  }
}

function readList(value: string): unknown {
  if (!value.trimStart().startsWith('[')) return value === '' ? [] : value.split(',');
  try {
    const list: unknown = JSON.parse(value);
    return list;
  } catch {
    return value;
  }
}

function singleEntry(name: string, node: Node) {
  return {
    kind: 'map',
    entries: new Map([[name, { key: node.at, value: node }]]),
    at: node.at,
    size: 1,
  } as const;
}
