import type { State } from '@stepyard/engine';
import { withReader } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { runTable } from '../show/run-table.ts';

export interface ListRunsOptions {
  readonly pipeline?: string;
  readonly state?: readonly State[];
  readonly limit: number;
  readonly allProjects?: boolean;
}

/** Prints runs, newest first. */
export async function listRuns(given: ListRunsOptions, settings: Settings): Promise<void> {
  const { pipeline, state, limit, allProjects } = given;
  const found = await withReader(settings, (scheduler) =>
    scheduler.list({
      limit,
      ...(pipeline !== undefined && { pipeline }),
      ...(state !== undefined && { states: state }),
      ...(!allProjects && { project: settings.project }),
    }),
  );
  if (settings.json) return printJson(found);
  if (found.length > 0) return print(runTable(found));
  const filtered = pipeline !== undefined || state !== undefined;
  const where = allProjects ? 'here' : `of the project ${settings.project}`;
  await print(
    filtered ? `No such run ${where}.` : `No run ${where} yet: start one with \`stepyard run FILE\`.`,
  );
}
