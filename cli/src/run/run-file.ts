import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Submission } from '@stepyard/engine';
import { warmUp } from '../data/executors.ts';
import type { Opened } from '../data/open.ts';
import { templateEntries } from '../data/templates.ts';
import { commandError } from '../failure.ts';
import { note } from '../output.ts';
import { type HandOver, handOverSecrets } from '../secrets/hand-over.ts';
import type { Settings } from '../settings.ts';
import { findLocalTasks, withSnapshot } from '../source/local-plan.ts';
import { type LocalSource, localSource } from '../source/local-source.ts';
import { takeSnapshot } from '../source/snapshot.ts';
import { sourceDirectory } from '../source/source-directory.ts';
import { exitStatusOf } from './ends.ts';
import { type PlannedFile, planFile, type RunOptions } from './plan-file.ts';
import { manualEvent } from './start-event.ts';
import { watchRun } from './watch.ts';

export interface RunFileOptions extends RunOptions {
  readonly committed?: boolean;
  readonly breakOnFailure?: boolean;
  readonly wait?: boolean;
}

/** Runs a pipeline file and shows it; gives the exit status. */
export async function runFile(file: string, given: RunFileOptions, settings: Settings): Promise<number> {
  const paths = {
    secretsFile: given.secrets === undefined ? undefined : resolve(given.secrets),
    configFile: given.config === undefined ? undefined : resolve(given.config),
  };
  if (given.executor === 'process' && existsSync(file)) warmUp(settings);
  const source = await localSource(process.cwd());
  const planned = await planFile(file, given, { settings, source });
  const submission = await asSubmission(planned, given, { settings, source, ...paths });
  let handedOver: HandOver | undefined;
  try {
    const view = await watchRun(settings, {
      ...paths,
      executor: given.executor,
      wait: given.wait,
      breakOnFailure: given.breakOnFailure,
      async begin(opened) {
        assertOwn(opened, given);
        if (opened.holder !== undefined)
          handedOver ??= await handOverSecrets({ text: planned.text, ...paths });
        const secretsFile = handedOver?.file ?? paths.secretsFile;
        const { run } = await opened.scheduler.submit({ ...submission, ...(secretsFile && { secretsFile }) });
        return run;
      },
    });
    return exitStatusOf(view);
  } finally {
    await handedOver?.remove();
  }
}

interface SubmissionOf {
  readonly settings: Settings;
  readonly source: LocalSource;
  readonly configFile: string | undefined;
}

/** The run as it is submitted: what would fetch the author's own repository fetches a snapshot of it. */
async function asSubmission(
  { plan, event, inputs }: PlannedFile,
  given: RunFileOptions,
  { settings, source, configFile }: SubmissionOf,
): Promise<Submission> {
  const base = {
    request: randomUUID(),
    project: settings.project,
    executor: given.executor,
    ...(event.data.actor?.login !== undefined && { by: event.data.actor.login }),
    ...(configFile !== undefined && { configFile }),
  };
  const local = await findLocalTasks({ plan, event, source, entries: await templateEntries(settings) });
  if (local.size === 0) {
    const about = source.versioned ? source : undefined;
    return { ...base, plan, event: given.event === undefined ? manualEvent(about, inputs) : event };
  }
  const committed = given.committed === true;
  const snapshot = await takeSnapshot(source, sourceDirectory(settings.data), {
    committed,
    without: settings.data,
  });
  if (!settings.json) tellWhatIsTaken(source, snapshot.dirty);
  const { url, ref, commit } = snapshot;
  const about = { name: source.name, url, ref: source.ref === undefined ? undefined : ref, commit };
  return {
    ...base,
    plan: withSnapshot(plan, local, snapshot),
    event: given.event === undefined ? manualEvent(about, inputs) : event,
  };
}

function tellWhatIsTaken({ name, directory, versioned }: LocalSource, dirty: boolean): void {
  if (!versioned)
    note(`There is no git repository here: a copy of ${directory} is taken, without what .gitignore names.`);
  else if (dirty) note(`With what is not committed in ${name}; --committed leaves it out.`);
}

function assertOwn({ holder }: Opened, { breakOnFailure }: RunFileOptions): void {
  if (holder === undefined || !breakOnFailure) return;
  throw commandError(
    `\`--break-on-failure\` must run the tasks itself, but process ${holder.pid} on ${holder.host} holds the data directory.`,
    'Wait until that has ended, or name another directory with --data.',
    1,
  );
}
