import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { withReader } from '../data/open.ts';
import { notFound } from '../runs/not-found.ts';
import type { Settings } from '../settings.ts';
import { exitStatusOf } from './ends.ts';
import { watchRun } from './watch.ts';

export interface ResumeOptions {
  readonly from?: string;
  readonly secrets?: string;
  readonly config?: string;
  readonly breakOnFailure?: boolean;
  readonly wait?: boolean;
}

/** Goes on with a run that waits or was left behind, or runs an ended one again from a task; gives the exit status. */
export async function resume(run: string, given: ResumeOptions, settings: Settings): Promise<number> {
  const { from } = given;
  const found = await withReader(settings, (scheduler) => scheduler.get(run));
  if (found === undefined) notFound(run);
  return from === undefined ? watch(settings, given, async () => run) : rerun(run, given, settings);
}

/** Runs again what failed, or a task and all after it; gives the exit status. */
export async function rerun(run: string, given: ResumeOptions, settings: Settings): Promise<number> {
  const request = randomUUID();
  const { from, secrets } = given;
  const found = await withReader(settings, (scheduler) => scheduler.get(run));
  if (found === undefined) notFound(run);
  return watch(settings, given, async ({ scheduler }) => {
    const how = {
      ...(from !== undefined && { from }),
      ...(secrets !== undefined && { secretsFile: resolve(secrets) }),
    };
    return (await scheduler.rerun(run, { ...how, request })).run;
  });
}

async function watch(
  settings: Settings,
  { secrets, config, wait, breakOnFailure }: ResumeOptions,
  begin: Parameters<typeof watchRun>[1]['begin'],
): Promise<number> {
  const files = { secretsFile: secrets, configFile: config };
  return exitStatusOf(await watchRun(settings, { ...files, wait, breakOnFailure, begin }));
}
