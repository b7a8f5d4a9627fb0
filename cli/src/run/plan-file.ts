import type { StepyardEvent } from '@stepyard/events';
import { type Plan, planPipeline } from '@stepyard/pipeline';
import { executorFor } from '../data/executors.ts';
import { holderOf } from '../data/holder.ts';
import { loadTemplates } from '../data/templates.ts';
import type { Settings } from '../settings.ts';
import type { LocalSource } from '../source/local-source.ts';
import { readInputs } from './inputs.ts';
import { knownNames } from './known-names.ts';
import { previousVersions } from './previous.ts';
import { assertSound, readPipeline } from './read-pipeline.ts';
import { eventFromFile, manualEvent } from './start-event.ts';

/** What is said of a run on the command line. */
export interface RunOptions {
  readonly input?: readonly string[];
  readonly event?: string;
  readonly environment?: string;
  readonly secrets?: string;
  readonly config?: string;
  readonly executor: string;
}

export interface PlannedFile {
  readonly plan: Plan;
  readonly event: StepyardEvent;
  readonly inputs: Readonly<Record<string, string>>;
  /** The pipeline as it is written. */
  readonly text: string;
}

export interface PlanFileOptions {
  readonly settings: Settings;
  readonly source: LocalSource;
  /** Nothing is started: what only a run needs may be missing. */
  readonly shown?: boolean;
}

/** Plans a pipeline file; ends the command with all that is wrong. */
export async function planFile(
  file: string,
  given: RunOptions,
  { settings, source, shown = false }: PlanFileOptions,
): Promise<PlannedFile> {
  const inputs = readInputs(given.input ?? []);
  const read = await readPipeline(file);
  const event = given.event === undefined ? manualEvent(source, inputs) : await eventFromFile(given.event);
  const whole = !shown && (await holderOf(settings)) === undefined;
  const planned = planPipeline(read.document, await loadTemplates(settings), {
    inputs,
    event,
    executor: await executorFor(given.executor, settings),
    previous: await previousVersions(settings, read.document.name),
    ...(await knownNames({ text: read.text, secretsFile: given.secrets, configFile: given.config, whole })),
    ...(given.environment !== undefined && { environment: given.environment }),
  });
  assertSound([...read.problems, ...planned.problems]);
  if (planned.plan === undefined) throw new Error('A pipeline without a problem has a plan.');
  return { plan: planned.plan, event, inputs, text: read.text };
}
