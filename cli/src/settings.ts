import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { commandError } from './failure.ts';

/** What every command understands. */
export interface Settings {
  /** Directory of runs, logs, artifacts and caches. */
  readonly data: string;
  /** Folders with templates, besides those of the catalog files. */
  readonly catalogs: readonly string[];
  /** Files that list where templates come from; the first is the one that is changed. */
  readonly catalogFiles: readonly string[];
  readonly project: string;
  readonly json: boolean;
}

/** Adds the options that every command understands, read back with `settingsOf`. */
export function withSettings(command: Command): Command {
  const own = command.options.length;
  command
    .option('--data <dir>', 'directory of runs, logs, artifacts and caches (STEPYARD_DATA)')
    .option(
      '--catalog <dir>',
      'folder with more templates, or a catalog file (.yaml) to use instead of your own; may be repeated (STEPYARD_CATALOG, split by :)',
      collect,
    )
    .option('--project <name>', 'project that runs and caches belong to (STEPYARD_PROJECT)')
    .option('--json', 'print the result as JSON');
  for (const option of command.options.slice(own)) option.helpGroup('Everywhere:');
  return command;
}

/** Values of an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function settingsOf(command: Command): Settings {
  const given: { data?: string; catalog?: string[]; project?: string; json?: boolean } =
    command.optsWithGlobals();
  const { env } = process;
  const extra = given.catalog ?? env.STEPYARD_CATALOG?.split(':').filter((path) => path !== '') ?? [];
  const data = given.data === undefined ? defaultData() : resolve(given.data);
  return {
    data,
    ...catalogSettings(extra, data),
    project: assertProject(given.project ?? (env.STEPYARD_PROJECT || projectOf(process.cwd()))),
    json: given.json === true,
  };
}

/** Which of the places that are named are folders with templates, and which list sources. */
export function catalogSettings(
  given: readonly string[],
  data: string,
): Pick<Settings, 'catalogs' | 'catalogFiles'> {
  const isFile = (path: string) => /\.ya?ml$/.test(path);
  const files = given.filter(isFile).map((path) => resolve(path));
  return {
    catalogs: given.filter((path) => !isFile(path)).map((path) => resolve(path)),
    catalogFiles: files.length > 0 ? files : [join(data, 'catalog.yaml')],
  };
}

/** The data directory where none is given. */
export function defaultData(): string {
  const { STEPYARD_DATA, XDG_DATA_HOME } = process.env;
  return resolve(STEPYARD_DATA || join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'stepyard'));
}

/** A repository is one project, whichever of its folders one stands in. */
function projectOf(directory: string): string {
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return basename(folder);
  }
  return basename(directory) || 'root';
}

/** The name is a part of paths. */
function assertProject(name: string): string {
  if (/^[^/\\\p{Cc}]{1,100}$/u.test(name) && !/^\.{1,2}$/.test(name)) return name;
  throw commandError(
    `\`--project\` must be a name of at most 100 characters without \`/\`, got ${JSON.stringify(name)}.`,
    'Name it as you like, for instance --project shop.',
  );
}
