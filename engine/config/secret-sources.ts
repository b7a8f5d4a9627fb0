import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isRecord } from '@stepyard/contract/json';
import { sourceError } from './source-error.ts';
import type { SecretSource } from './sources.ts';
import { readYamlFile } from './yaml-file.ts';

const secretName = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/**
 * Secrets from a YAML file of names and values, read each time they are asked for.
 * Others than its owner must not be able to read or write it.
 */
export function fileSecrets(path: string, { mayBeGone = false }: FileSecretsOptions = {}): SecretSource {
  const isGone = () => mayBeGone && !existsSync(path);
  return { get: async (names) => (isGone() ? new Map() : pick(await readSecretsFile(path), names)) };
}

export interface FileSecretsOptions {
  /** The file was there when the run was submitted; without it no secret is known, which is no error. */
  readonly mayBeGone?: boolean;
}

/** Secrets from variables: `TOKEN` from `STEPYARD_SECRET_TOKEN`. */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>>): SecretSource {
  const find = (name: string) =>
    environment[`STEPYARD_SECRET_${name}`] ??
    environment[`STEPYARD_SECRET_${name.toUpperCase().replaceAll('-', '_')}`];
  return {
    get: async (names) => new Map(names.flatMap((name) => (find(name) ? [[name, find(name) ?? '']] : []))),
  };
}

/** Several sources as one: the first that knows a name gives its value. */
export function firstSecrets(...sources: readonly SecretSource[]): SecretSource {
  return {
    async get(names) {
      const found = new Map<string, string>();
      for (const source of sources) {
        const missing = names.filter((name) => !found.has(name));
        if (missing.length === 0) break;
        for (const [name, value] of await source.get(missing)) found.set(name, value);
      }
      return found;
    },
  };
}

/**
 * Reads a file of secrets.
 * @throws SourceError when it is open to others or no map of names and texts; no value stands in the message.
 */
export async function readSecretsFile(path: string): Promise<ReadonlyMap<string, string>> {
  const { value, place } = readYamlFile(path, await readPrivate(path));
  const secrets = new Map<string, string>();
  if (value === null) return secrets;
  if (!isRecord(value))
    throw sourceError(`${path}: secrets must be a map of names and values.`, 'Write `NAME: value`.');
  for (const [name, secret] of Object.entries(value)) {
    if (!secretName.test(name)) {
      throw sourceError(
        `${place([name])}: the name of a secret must be letters, digits, \`_\` and \`-\`, got ${JSON.stringify(name)}.`,
        'Rename it; a pipeline says `secrets.NAME`.',
      );
    }
    if (typeof secret !== 'string' && typeof secret !== 'number') {
      throw sourceError(
        `${place([name])}: the secret \`${name}\` must be a text.`,
        'Put the value in quotes.',
      );
    }
    if (typeof secret === 'number') {
      throw sourceError(
        `${place([name])}: the secret \`${name}\` must be a text, got a number.`,
        'Put the value in quotes, so that no digit of it is lost.',
      );
    }
    secrets.set(name, secret);
  }
  return secrets;
}

async function readPrivate(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw sourceError(`${path}: the file of secrets cannot be read (${codeOf(error)}).`, 'Check the path.');
  });
  try {
    const { mode, uid } = await file.stat();
    const own = process.getuid?.();
    if ((mode & 0o077) !== 0 || (own !== undefined && own !== 0 && uid !== own)) {
      throw sourceError(
        `${path}: a file of secrets must be of mode 0600 and yours, got mode 0${(mode & 0o777).toString(8)}.`,
        `Run \`chmod 600 ${path}\`.`,
      );
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function pick(from: ReadonlyMap<string, string>, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name) => {
      const value = from.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
