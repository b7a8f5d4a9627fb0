import { existsSync } from 'node:fs';
import type { TakenOver } from '../core/event.ts';
import { next } from '../core/next.ts';
import type { RetryPolicy } from '../core/state.ts';
import { dataLayout } from '../store/data-layout.ts';
import type { CreatedRecord, Store } from '../store/store.ts';
import { createRecord, type RecordOf } from './create-record.ts';
import { noTask, schedulerError } from './driver-error.ts';
import type { FoldedRun } from './fold.ts';
import { taskOf } from './live-run.ts';
import type { Loop } from './loop.ts';
import { findExecutor, makeLive, sourcesOf } from './make-live.ts';
import type { Clock, SchedulerOptions, Submission, Submitted } from './scheduler.ts';
import { resultsToTakeOver } from './take-over.ts';
import { toSummary } from './to-view.ts';

export interface SubmitWith {
  readonly store: Store;
  readonly loop: Loop;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly options: SchedulerOptions;
}

export interface Again {
  readonly from: string | undefined;
  readonly by: string | undefined;
  readonly secretsFile: string | undefined;
}

/** Makes runs of submissions; the same request makes one run, whenever it comes again. */
export interface Submit {
  (submission: Submission, request: string): Promise<Submitted>;
  again(folded: FoldedRun, how: Again, request: string): Promise<Submitted>;
}

interface Taking {
  readonly rerunOf: string;
  readonly takeOver: Readonly<Record<string, TakenOver>>;
}

/** A copy, as the journal has it: what the caller does to the plan later changes nothing. */
function snapshot(of: RecordOf): CreatedRecord {
  return JSON.parse(JSON.stringify(createRecord(of)));
}

/** Makes what makes runs. */
export function createSubmit({ store, loop, clock, retry, options }: SubmitWith): Submit {
  const pending = new Map<string, Promise<Submitted>>();

  function submit(submission: Submission, request: string, taking?: Taking): Promise<Submitted> {
    const known = pending.get(request);
    if (known !== undefined) return known;
    const made = create(submission, request, taking).finally(() => pending.delete(request));
    pending.set(request, made);
    return made;
  }

  async function create(submission: Submission, request: string, taking?: Taking): Promise<Submitted> {
    const { plan, project } = submission;
    const executor = findExecutor(options.executors, submission.executor).name;
    const place = await sourcesOf(submission, options).config.artifacts?.();
    const numbered = await store.number({ project, pipeline: plan.pipeline, request });
    const { run, number } = numbered;
    if (numbered.known && (loop.runs.has(run) || (await store.read(run)) !== undefined))
      return { run, number };
    const record = snapshot({
      submission,
      numbered,
      request,
      executor,
      at: clock.now(),
      retry,
      artifactStore: place?.store,
      ...taking,
    });
    await store.append(run, record);
    const { state } = next(undefined, record);
    store.show(toSummary(state));
    loop.add(makeLive({ state, facts: record.submission }, options), new Set());
    return { run, number };
  }

  function again(
    { state, facts }: FoldedRun,
    { from, by, secretsFile }: Again,
    request: string,
  ): Promise<Submitted> {
    const { run, plan, project } = state;
    if (state.phase !== 'ended') {
      throw schedulerError(
        'REFUSED',
        `The run ${JSON.stringify(run)} must have ended.`,
        'Cancel it, or wait for it.',
      );
    }
    const task = from === undefined ? undefined : taskOf(state, from);
    if (from !== undefined && task === undefined)
      throw noTask(
        run,
        from,
        plan.tasks.map(({ id }) => id),
      );
    const takeOver = resultsToTakeOver(
      state,
      task && state.tasks[task.parent]?.key !== undefined ? state.tasks[task.parent]?.key : from,
    );
    if (Object.keys(takeOver).length > 0 && !existsSync(dataLayout(options.dataDir).workspace(run))) {
      throw schedulerError(
        'REFUSED',
        `The workspace of the run ${JSON.stringify(run)} must still be there, since tasks are not to run again.`,
        'Submit the pipeline again, or keep workspaces of successful runs.',
      );
    }
    const secrets = secretsFile ?? facts.secretsFile;
    const submission: Submission = {
      ...{ plan, project, executor: facts.executor },
      ...(facts.event !== undefined && { event: facts.event }),
      ...(by !== undefined && { by }),
      ...(secrets !== undefined && { secretsFile: secrets }),
      ...(facts.configFile !== undefined && { configFile: facts.configFile }),
    };
    return submit(submission, request, { rerunOf: run, takeOver });
  }

  return Object.assign((submission: Submission, request: string) => submit(submission, request), { again });
}
