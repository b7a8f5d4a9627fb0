import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isRecord } from '@stepyard/contract/json';
import { type ConfigReader, createConfigReader } from './config-reader.ts';
import { readArtifactPlace } from './read-artifact-place.ts';
import { sourceError } from './source-error.ts';
import type {
  ArtifactPlace,
  ConfigGroup,
  ConfigSource,
  Connection,
  ConnectionValue,
  Environment,
  SecretReference,
} from './sources.ts';
import { type Path, readYamlFile } from './yaml-file.ts';

/** What a configuration file holds. */
export interface Config {
  readonly config: Readonly<Record<string, ConfigGroup>>;
  /** Texts by name: a Dockerfile that the platform stores. */
  readonly files: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly environments: Readonly<Record<string, Environment>>;
  readonly artifacts?: ArtifactPlace;
}

/** Configuration from a YAML file, read each time it is asked for, so that the next task sees a change. */
export function fileConfig(path: string): ConfigSource {
  return configSource(() => readConfigFile(path));
}

/** No configuration at all. */
export function noConfig(): ConfigSource {
  return configSource(async () => ({ config: {}, files: {}, connections: {}, environments: {} }));
}

/** The first of two that knows a name gives its value. */
export function firstConfig(first: ConfigSource, second: ConfigSource): ConfigSource {
  return {
    group: async (name, environment) =>
      (await first.group(name, environment)) ?? (await second.group(name, environment)),
    file: async (name) => (await first.file(name)) ?? (await second.file(name)),
    connection: async (name) => (await first.connection(name)) ?? (await second.connection(name)),
    environment: async (name) => (await first.environment(name)) ?? (await second.environment(name)),
    artifacts: async () => (await first.artifacts?.()) ?? (await second.artifacts?.()),
  };
}

/**
 * Reads a configuration file. Secrets stand in it by name only: `{ secret: NAME }`.
 * @throws SourceError naming file, line and what to do.
 */
export async function readConfigFile(path: string): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw sourceError(`${path}: the configuration cannot be read (${String(code)}).`, 'Check the path.');
  });
  const reader = createConfigReader(readYamlFile(path, text));
  reader.map([], ['config', 'files', 'connections', 'environments', 'artifacts']);
  const files: [string, string][] = [];
  for (const name of Object.keys(reader.map(['files']))) {
    files.push([name, await readStored(reader, ['files', name], dirname(path))]);
  }
  return {
    config: readGroups(reader, ['config']),
    files: Object.fromEntries(files),
    connections: reader.each(['connections'], (at) => readConnection(reader, at)),
    environments: reader.each(['environments'], (at) => readEnvironment(reader, at)),
    ...(reader.at(['artifacts']) !== undefined && { artifacts: readArtifactPlace(reader, ['artifacts']) }),
  };
}

function configSource(read: () => Promise<Config>): ConfigSource {
  const own = <T>(of: Readonly<Record<string, T>>, name: string) =>
    Object.hasOwn(of, name) ? of[name] : undefined;
  return {
    async group(name, environment) {
      const { config, environments } = await read();
      const over = environment === undefined ? undefined : own(environments, environment);
      const groups = [own(config, name), over && own(over.config, name)];
      return groups.some((group) => group !== undefined) ? { ...groups[0], ...groups[1] } : undefined;
    },
    file: async (name) => own((await read()).files, name),
    connection: async (name) => own((await read()).connections, name),
    environment: async (name) => own((await read()).environments, name),
    artifacts: async () => (await read()).artifacts,
  };
}

async function readStored(reader: ConfigReader, at: Path, base: string): Promise<string> {
  const value = reader.at(at);
  if (typeof value === 'string') return value;
  const { path } = reader.map(at, ['path']);
  if (typeof path !== 'string') throw reader.wrong([...at, 'path'], 'must be the path of a file', path);
  return readFile(resolve(base, path), 'utf8').catch(() => {
    throw reader.wrong([...at, 'path'], 'must be the path of a file that can be read', path);
  });
}

function readConnection(reader: ConfigReader, at: Path): Connection {
  const { kind, url, ...values } = reader.map(at);
  if (typeof kind !== 'string')
    throw reader.wrong([...at, 'kind'], 'must be a text such as `registry`', kind);
  if (url !== undefined && typeof url !== 'string') throw reader.wrong([...at, 'url'], 'must be a URL', url);
  for (const [name, value] of Object.entries(values)) assertConnectionValue(reader, [...at, name], value);
  return { kind, ...(url !== undefined && { url }), values: readValues(values) };
}

function readValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, ConnectionValue>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (isConnectionValue(value) ? [[name, value]] : [])),
  );
}

function assertConnectionValue(reader: ConfigReader, at: Path, value: unknown): void {
  if (isEntry(value)) return;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    throw reader.wrong(
      at,
      'must be a text, a number, true, false, a list, a map or `{ secret: NAME }`',
      value,
    );
  for (const [key, inner] of Object.entries(value)) assertConnectionValue(reader, [...at, key], inner);
}

function isConnectionValue(value: unknown): value is ConnectionValue {
  if (isEntry(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).every(isConnectionValue);
}

function readEnvironment(reader: ConfigReader, at: Path): Environment {
  const { cluster, namespace } = reader.map(at, ['cluster', 'namespace', 'config']);
  for (const [name, value] of Object.entries({ cluster, namespace })) {
    if (value !== undefined && typeof value !== 'string')
      throw reader.wrong([...at, name], 'must be a text', value);
  }
  return {
    ...(typeof cluster === 'string' && { cluster }),
    ...(typeof namespace === 'string' && { namespace }),
    config: readGroups(reader, [...at, 'config']),
  };
}

function readGroups(reader: ConfigReader, at: Path): Readonly<Record<string, ConfigGroup>> {
  return reader.each(at, (place) => readGroup(reader, place, reader.map(place)));
}

function readGroup(reader: ConfigReader, at: Path, values: Readonly<Record<string, unknown>>): ConfigGroup {
  const entries = Object.entries(values).map(([name, value]) => {
    if (isEntry(value)) return [name, value] as const;
    throw reader.wrong([...at, name], 'must be a text, a number, true, false or `{ secret: NAME }`', value);
  });
  return Object.fromEntries(entries);
}

function isEntry(value: unknown): value is string | number | boolean | SecretReference {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true;
  return isRecord(value) && typeof value.secret === 'string' && Object.keys(value).length === 1;
}
