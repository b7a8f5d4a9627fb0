import { isRecord } from '@stepyard/contract/json';
import { type SourceError, sourceError } from './source-error.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Reads the values of a configuration file, and says where one is wrong. */
export interface ConfigReader {
  at(path: Path): unknown;
  /** The map at a path, empty where there is nothing; with `known`, one that has no other names. */
  map(path: Path, known?: readonly string[]): Readonly<Record<string, unknown>>;
  each<T>(path: Path, read: (at: Path) => T): Readonly<Record<string, T>>;
  wrong(path: Path, rule: string, value: unknown): SourceError;
}

/** A reader of one file. */
export function createConfigReader(file: YamlFile): ConfigReader {
  const at = (path: Path) =>
    path.reduce<unknown>((of, key) => (isRecord(of) ? of[key] : undefined), file.value ?? {});

  function map(path: Path, known?: readonly string[]): Readonly<Record<string, unknown>> {
    const value = at(path) ?? {};
    if (!isRecord(value)) throw wrong(path, 'must be a map of names and values', value);
    const unknown = Object.keys(value).find((name) => known !== undefined && !known.includes(name));
    if (unknown === undefined) return value;
    throw wrong([...path, unknown], `is not known here; there is ${known?.join(', ')}`, undefined);
  }

  function wrong(path: Path, rule: string, value: unknown): SourceError {
    const label = path.length === 0 ? 'the configuration' : `\`${path.join('.')}\``;
    const got = value === undefined ? '' : `, got ${JSON.stringify(value)}`;
    return sourceError(
      `${file.place(path)}: ${label} ${rule}${got}.`,
      'It has the parts config, files, connections, environments and artifacts.',
    );
  }

  return {
    at,
    map,
    wrong,
    each: (path, read) =>
      Object.fromEntries(Object.keys(map(path)).map((name) => [name, read([...path, name])])),
  };
}
