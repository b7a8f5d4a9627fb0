import { namesOf, type PlanTask } from '@stepyard/pipeline';
import type { ConfigSource, SecretSource } from '../config/sources.ts';
import { failureOf, refusal } from './failure.ts';

/** The secrets and the configuration that a task names: it is given these and nothing else. */
export interface NamedValues {
  readonly secrets: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Stored files. */
  readonly files: Readonly<Record<string, string>>;
  /** Ids of the tasks whose results it names. */
  readonly tasks: readonly string[];
  /** Entries of `config`, as `GROUP.KEY`, whose values are secret. */
  readonly secretEntries: ReadonlySet<string>;
  /** All secret values that stand in the above. */
  readonly secretValues: readonly string[];
}

/**
 * Looks up what a task names.
 * @throws Refusal naming what is not there.
 */
export async function lookUp(
  task: PlanTask,
  sources: { readonly secrets: SecretSource; readonly config: ConfigSource },
): Promise<NamedValues> {
  const names = namesOf(task);
  const entries = await configEntries(task, names.config, sources.config);
  const bySecret = [...entries].flatMap(([entry, value]) =>
    isReference(value) ? [[entry, value.secret] as const] : [],
  );
  const wanted = [...new Set([...names.secrets, ...bySecret.map(([, secret]) => secret)])];
  const found = wanted.length === 0 ? new Map<string, string>() : await sources.secrets.get(wanted);
  const missing = wanted.filter((name) => !found.has(name));
  if (missing.length > 0) throw refusal(missingSecrets(missing));
  const config: Record<string, Record<string, unknown>> = {};
  for (const [entry, value] of entries) {
    const [group, key] = splitEntry(entry);
    config[group] = { ...config[group], [key]: isReference(value) ? found.get(value.secret) : value };
  }
  return {
    secrets: Object.fromEntries(names.secrets.map((name) => [name, found.get(name) ?? ''])),
    config,
    files: await storedFiles(names.files, sources.config),
    tasks: names.tasks,
    secretEntries: new Set(bySecret.map(([entry]) => entry)),
    secretValues: [...found.values()],
  };
}

async function storedFiles(
  names: readonly string[],
  config: ConfigSource,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const name of names) {
    const text = await config.file(name);
    if (text === undefined) throw refusal(missingFile(name));
    files[name] = text;
  }
  return files;
}

/** Names of all secrets that some tasks name. */
export function secretNamesOf(tasks: readonly PlanTask[]): readonly string[] {
  return [...new Set(tasks.flatMap((task) => namesOf(task).secrets))];
}

type Entry = string | number | boolean | { readonly secret: string };

async function configEntries(
  task: PlanTask,
  named: readonly string[],
  config: ConfigSource,
): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const groups = new Set([...(task.config ?? []), ...named.map((entry) => splitEntry(entry)[0])]);
  for (const name of groups) {
    const group = await config.group(name, task.environment);
    if (group === undefined) throw refusal(missingGroup(name, task.environment));
    const whole = task.config?.includes(name) === true;
    const keys = whole
      ? Object.keys(group)
      : named.filter((entry) => splitEntry(entry)[0] === name).map((entry) => splitEntry(entry)[1]);
    for (const key of keys) {
      const value = Object.hasOwn(group, key) ? group[key] : undefined;
      if (value === undefined) throw refusal(missingEntry(name, key, Object.keys(group)));
      entries.set(`${name}.${key}`, value);
    }
  }
  return entries;
}

function splitEntry(entry: string): readonly [string, string] {
  const dot = entry.indexOf('.');
  return [entry.slice(0, dot), entry.slice(dot + 1)];
}

function isReference(value: Entry): value is { readonly secret: string } {
  return typeof value === 'object';
}

function missingSecrets(names: readonly string[]) {
  const list = names.map((name) => `\`${name}\``).join(', ');
  return failureOf(
    'INPUT_MISSING',
    names.length === 1 ? `The secret ${list} must be given.` : `The secrets ${list} must be given.`,
    `Put it into the file of \`--secrets\`, or set \`STEPYARD_SECRET_${names[0]}\`.`,
  );
}

function missingFile(name: string) {
  return failureOf(
    'INPUT_MISSING',
    `The stored file \`${name}\` must be given.`,
    'Put it under `files` into the file of `--config`.',
  );
}

function missingGroup(name: string, environment: string | undefined) {
  const where = environment === undefined ? '' : ` in the environment \`${environment}\``;
  return failureOf(
    'INPUT_MISSING',
    `The config group \`${name}\` must be given${where}.`,
    'Put it under `config` into the file of `--config`.',
  );
}

function missingEntry(group: string, key: string, known: readonly string[]) {
  return failureOf(
    'INPUT_MISSING',
    `The config group \`${group}\` must have \`${key}\`.`,
    known.length === 0 ? 'It is empty.' : `It has ${known.join(', ')}.`,
  );
}
