import type { Field, Fields, Manifest } from '@stepyard/catalog';
import { type Authored, type AuthoredObject, isExpression, type PlanTask } from '@stepyard/pipeline';
import { isReference, secretsIn } from '../config/config-secrets.ts';
import type { ConfigSource, Connection, ConnectionValue } from '../config/sources.ts';
import { failureOf, refusal } from './failure.ts';

/**
 * The task with what its connections give: the inputs that the template declares for their kind, where the author
 * has given nothing. Secrets stay names.
 * @throws Refusal naming a connection that there is not, or that fills nothing.
 */
export async function withConnections(
  task: PlanTask,
  { name: template, inputs }: Manifest,
  config: ConfigSource,
): Promise<PlanTask> {
  if (task.connections === undefined) return task;
  const filled: Record<string, Authored> = {};
  for (const name of task.connections) {
    const connection = await config.connection(name);
    if (connection === undefined) throw refusal(missing(name));
    const fields = Object.entries(inputs).filter(([, field]) => field.connection === connection.kind);
    if (fields.length === 0) throw refusal(unfit(name, connection, template, inputs));
    for (const [input, field] of fields) {
      const value = givenTo(name, connection, input, field);
      if (value !== undefined) filled[input] = value;
    }
  }
  return { ...task, with: { ...filled, ...given(task.with) } };
}

/** Names of the secrets that connections of these tasks stand for. */
export async function connectionSecrets(
  tasks: readonly PlanTask[],
  config: ConfigSource,
): Promise<readonly string[]> {
  const names = new Set(tasks.flatMap(({ connections = [] }) => connections));
  const found = await Promise.all([...names].map((name) => config.connection(name)));
  return found.flatMap((connection) => (connection === undefined ? [] : secretsIn(connection.values)));
}

/** An explicit null is as good as nothing. */
function given(values: AuthoredObject): AuthoredObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function givenTo(
  name: string,
  { url, values }: Connection,
  input: string,
  field: Field,
): Authored | undefined {
  if (Object.hasOwn(values, input)) return toAuthored(values[input]);
  if ('cases' in field) return caseOf(name, field.cases, values);
  if ('properties' in field) return pick(field.properties, values);
  return 'format' in field && addresses.has(field.format ?? '') ? url : undefined;
}

/** Formats of inputs that say where the outside system is. */
const addresses: ReadonlySet<string> = new Set(['url', 'git-url', 'host']);

/** The case that is named, or the one whose fields are there; of several the one that takes most of them. */
function caseOf(
  name: string,
  cases: Readonly<Record<string, { readonly fields: Fields }>>,
  values: Connection['values'],
): Authored | undefined {
  const named = values.case;
  if (typeof named === 'string') {
    const chosen = Object.hasOwn(cases, named) ? cases[named] : undefined;
    return { case: named, ...pick(chosen?.fields ?? {}, values) };
  }
  const fitting = Object.entries(cases).flatMap(([one, { fields }]) => {
    const needed = Object.entries(fields).filter(
      ([, field]) => field.optional !== true && !('default' in field),
    );
    const found = pick(fields, values);
    const whole = found !== undefined && needed.every(([key]) => Object.hasOwn(found, key));
    return whole ? [{ case: one, found, size: Object.keys(found).length }] : [];
  });
  const most = Math.max(...fitting.map(({ size }) => size));
  const [best, ...others] = fitting.filter(({ size }) => size === most);
  if (best !== undefined && others.length > 0)
    throw refusal(
      ambiguous(
        name,
        fitting.map((one) => one.case),
      ),
    );
  return best && { case: best.case, ...best.found };
}

function pick(fields: Fields, values: Connection['values']): AuthoredObject | undefined {
  const found = Object.keys(fields).flatMap((key) =>
    Object.hasOwn(values, key) ? [[key, toAuthored(values[key])] as const] : [],
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** A text of the configuration is a text: an expression in it is none. */
function toAuthored(value: ConnectionValue | undefined): Authored {
  if (value === undefined) return null;
  if (isReference(value)) return { expression: `\${{ secrets['${value.secret}'] }}` };
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(toAuthored);
  const entries = Object.entries(value).map(([key, one]) => [key, toAuthored(one)] as const);
  const object: AuthoredObject = Object.fromEntries(entries);
  if (isExpression(object)) throw new Error('A connection must not hold an expression.');
  return object;
}

function isList(value: ConnectionValue): value is readonly ConnectionValue[] {
  return Array.isArray(value);
}

function missing(name: string) {
  return failureOf(
    'INPUT_MISSING',
    `The connection \`${name}\` must be given.`,
    'Put it under `connections` into the file of `--config`.',
  );
}

function unfit(name: string, { kind }: Connection, template: string, inputs: Fields) {
  const kinds = [...new Set(Object.values(inputs).flatMap(({ connection }) => connection ?? []))];
  const hint = kinds.length === 0 ? 'It takes none.' : `It takes one of kind ${kinds.join(', ')}.`;
  const message = `The connection \`${name}\` is of kind \`${kind}\`, which \`${template}\` has no input for.`;
  return failureOf('INPUT_INVALID', message, hint);
}

function ambiguous(name: string, cases: readonly string[]) {
  return failureOf(
    'INPUT_INVALID',
    `The connection \`${name}\` must say how to sign in: what it holds fits ${cases.join(' and ')}.`,
    'Add `case` to it, or take out what is not meant.',
  );
}
