import { readFile } from 'node:fs/promises';
import { attemptName, variables as names } from '@stepyard/contract';
import type { CatalogEntry } from '../config/sources.ts';
import type { TaskState } from '../core/state.ts';
import type { StartRequest } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import { artifactPlace } from './artifact-place.ts';
import { withConnections } from './connections.ts';
import { containerNeeds, serviceSecrets, storeInside } from './container-needs.ts';
import { failureOf, refusal } from './failure.ts';
import type { LiveRun } from './live-run.ts';
import { learnSecrets } from './masks.ts';
import { lookUp } from './named-values.ts';
import { startOf } from './start-of.ts';
import { taskContext } from './task-context.ts';
import { taskFacts, usesStore } from './task-facts.ts';
import { taskInputs } from './task-inputs.ts';
import { taskVariables } from './task-variables.ts';

/** What preparations need besides the run. */
export interface PrepareWith {
  readonly layout: DataLayout;
  readonly graceMs: number;
  readonly now: () => number;
  findTemplate(name: string, version: string): Promise<CatalogEntry | undefined>;
}

export interface PreparedStart {
  /** Without caches. */
  readonly request: StartRequest;
  readonly entry: CatalogEntry;
  /** Names of the outputs that an input lists. */
  readonly listed: readonly string[];
}

/**
 * Makes all that one start of an attempt is given: inputs evaluated, completed and checked, secrets looked up.
 * @throws Refusal saying why the task cannot be started.
 */
export async function prepareStart(live: LiveRun, task: TaskState, by: PrepareWith): Promise<PreparedStart> {
  const { attempt, start } = task;
  const { layout, graceMs } = by;
  const run = live.state.run;
  const { template, version } = task.plan;
  const entry = await by.findTemplate(template, version);
  if (entry === undefined) throw refusal(unknownTemplate(template, version));
  const plan = await withConnections(task.plan, entry.manifest, live.config);
  const named = await lookUp(plan, live);
  await learnSecrets(live, named.secretValues);
  const before = taskContext(live, task, named);
  const variables = taskVariables(plan, named, before);
  const context = { ...before, env: { ...variables.plain, ...variables.secret } };
  const secretNames = new Set(Object.keys(variables.secret));
  const inputs = taskInputs(entry.manifest, plan, context, named, secretNames);
  const name = attemptName(run, task.key, attempt, start);
  const place = usesStore(plan, entry.manifest) ? await artifactPlace(live, layout) : undefined;
  const facts = taskFacts({
    live,
    task,
    name,
    variables,
    store: place && storeInside(place.store, live.executor),
    graceMs,
    now: by.now(),
  });
  const needs = containerNeeds({
    plan,
    manifest: entry.manifest,
    named,
    context,
    store: place?.store,
    facts,
    values: inputs.values,
  });
  const state =
    start > 1 ? await readFile(layout.state(run, task.key), 'utf8').catch(() => undefined) : undefined;
  const request: StartRequest = {
    name,
    project: live.state.project,
    run,
    start: startOf({ entry, plan, inputs, executor: live.executor }),
    env: { ...variables.plain, ...inputs.env },
    secretFiles: {
      ...inputs.secretFiles,
      ...(place?.s3 !== undefined && { [names.s3]: JSON.stringify(place.s3) }),
    },
    secretEnv: variables.secret,
    mask: await learnSecrets(live, [
      ...Object.values(inputs.secretFiles),
      ...(place?.secrets ?? []),
      ...serviceSecrets(needs),
      ...Object.values(variables.secret),
    ]),
    files: {
      ...inputs.files,
      ...(live.facts.event !== undefined && { [names.event]: JSON.stringify(live.facts.event) }),
      [names.task]: JSON.stringify(facts),
      ...(state !== undefined && { [names.state]: state }),
    },
    workspace: layout.workspace(run),
    workdir: plan.workdir,
    caches: [],
    claims: layout.claims(run, task.key),
    graceMs,
    ...needs,
  };
  return { request, entry, listed: inputs.listed };
}

function unknownTemplate(template: string, version: string) {
  return failureOf(
    'NOT_FOUND',
    `The catalog of the scheduler must have the template \`${template}\` in version ${version}.`,
    'Give the scheduler the catalog that the pipeline was planned with, or submit the pipeline again.',
  );
}
