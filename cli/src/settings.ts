import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';

/** What every command understands. */
export interface Settings {
  /** Directory of runs, logs, artifacts and caches. */
  readonly data: string;
  /** Folders with templates. */
  readonly catalogs: readonly string[];
  readonly project: string;
  readonly json: boolean;
}

/** Adds the options that every command understands, read back with `settingsOf`. */
export function withSettings(command: Command): Command {
  return command
    .option('--data <dir>', 'directory of runs, logs, artifacts and caches (STEPYARD_DATA)')
    .option(
      '--catalog <dir...>',
      'folders with templates, besides the built-in ones (STEPYARD_CATALOG, split by :)',
    )
    .option(
      '--project <name>',
      'project that runs and caches belong to (STEPYARD_PROJECT; default: the folder’s name)',
    )
    .option('--json', 'print the result as JSON');
}

export function settingsOf(command: Command): Settings {
  const given: { data?: string; catalog?: string[]; project?: string; json?: boolean } =
    command.optsWithGlobals();
  const { env } = process;
  const share = env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  const extra = given.catalog ?? env.STEPYARD_CATALOG?.split(':').filter((path) => path !== '') ?? [];
  return {
    data: resolve(given.data ?? env.STEPYARD_DATA ?? join(share, 'stepyard')),
    catalogs: [...extra.map((path) => resolve(path)), builtIn()],
    project: given.project ?? env.STEPYARD_PROJECT ?? basename(process.cwd()),
    json: given.json === true,
  };
}

/** The templates that come with the command: those of the checkout that it runs in. */
function builtIn(): string {
  return resolve(import.meta.dirname, '..', '..', 'templates');
}
