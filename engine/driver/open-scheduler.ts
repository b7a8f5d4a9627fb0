import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createCaches } from '../cache/caches.ts';
import type { RunEvent } from '../core/event.ts';
import { createQueue } from '../core/queue.ts';
import { readQuota } from '../core/quota.ts';
import { dataLayout } from '../store/data-layout.ts';
import { openFileStore } from '../store/file-store.ts';
import { takeLease } from '../store/lease.ts';
import { systemClock } from './clock.ts';
import { assertRunnable } from './create-record.ts';
import { defaultGraceMs, describeStart } from './describe-start.ts';
import { noRun, schedulerError } from './driver-error.ts';
import { summarize } from './fold.ts';
import { type LiveRun, taskOf } from './live-run.ts';
import { createLoop } from './loop.ts';
import { findExecutor, makeLive } from './make-live.ts';
import { putAway, removeRun } from './put-away.ts';
import { recoverRuns } from './recover-runs.ts';
import { createRunReader } from './run-reader.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';
import { serveSpool } from './serve-spool.ts';
import { createSlots } from './slots.ts';
import { createSubmit } from './submit.ts';
import { templateIndex } from './template-index.ts';
import { createWatching } from './watch-run.ts';

const defaultRetry = { baseMs: 2_000, maxMs: 120_000 };

/**
 * Opens the scheduler of a data directory: takes its lease, recovers its runs and goes on with them.
 * @throws LeaseHeld where another process holds the directory.
 */
export async function openScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { dataDir, executors, settings = {}, clock = systemClock, log = () => {} } = options;
  const { quota, quotas = {}, attempts, graceMs = defaultGraceMs, retry = defaultRetry } = settings;
  const general = readQuota('quota', quota);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lease = await takeLease(dataDir, clock.now());
  const layout = dataLayout(dataDir);
  const store = await openFileStore(dataDir, summarize).catch((error: unknown) => {
    lease.release();
    throw error;
  });
  const findTemplate = templateIndex(options.catalog);
  const caches = createCaches(options.caches ?? [], log);
  const places = attempts ?? Math.max(4, 2 * availableParallelism());
  const preparing = { layout, graceMs, now: clock.now, findTemplate };
  const putting = { store, layout, settings, log, executors, reader: () => reader };
  const loop = createLoop({
    ...preparing,
    store,
    clock,
    queue: createQueue((project) => readQuota(`quotas.${project}`, quotas[project], general)),
    slots: createSlots(places),
    caches,
    log,
    onFailure: options.onFailure,
    finished: (live) => putAway(live, putting),
    failed: (error) => {
      const why = `The journal of ${JSON.stringify(dataDir)} cannot be written: ${String(error)}`;
      log(why);
      stop(why);
    },
  });
  const liveOf = (run: string) => loop.runs.get(run);
  const putAwayIfEnded = async (run: string) => {
    const live = liveOf(run);
    if (live?.state.phase === 'ended') await live.putAway.promise;
  };
  const reader = createRunReader(store, layout, liveOf, options);
  await recoverRuns({
    store,
    loop,
    layout,
    executors,
    caches,
    log,
    make: (folded) => makeLive(folded, options),
  });
  const watching = createWatching(reader, liveOf, clock);
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  function stop(why: string): void {
    const error = schedulerError('STOPPED', why, 'What runs goes on; the next scheduler adopts it.');
    stopped.reject(error);
    watching.fail(error);
  }
  const apply = (live: LiveRun, event: RunEvent) =>
    Promise.race([loop.dispatch(live, event), stopped.promise]);
  const create = createSubmit({ store, loop, clock, retry, options });

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    await spool.close();
    await loop.close();
    stop(`The scheduler of ${JSON.stringify(dataDir)} was closed.`);
    await Promise.all(executors.map((executor) => executor.close()));
    await store.close();
    lease.release();
  }

  const scheduler: Scheduler = {
    async submit(submission) {
      const executor = findExecutor(executors, submission.executor);
      assertRunnable(submission.plan, executor);
      return create(submission, submission.request ?? randomUUID());
    },
    async cancel(run, { by, force } = {}) {
      const live = liveOf(run);
      if (live === undefined) {
        if ((await reader.fold(run)) === undefined) throw noRun(run);
        return false;
      }
      const { cancelled, forced, phase } = live.state;
      if (phase === 'ended' || (cancelled && (forced || force !== true))) return false;
      const how = { ...(by !== undefined && { by }), ...(force === true && { force }) };
      await apply(live, { type: 'cancelled', at: clock.now(), ...how });
      return true;
    },
    async rerun(run, { from, by, secretsFile, request } = {}) {
      await putAwayIfEnded(run);
      const folded = await reader.fold(run);
      if (folded === undefined) throw noRun(run);
      return create.again(folded, { from, by, secretsFile }, request ?? randomUUID());
    },
    async callback(run, key) {
      const live = liveOf(run);
      const task = live && taskOf(live.state, key);
      if (live === undefined || task === undefined || task.phase === 'ended') return false;
      await apply(live, { type: 'callback', at: clock.now(), task: key });
      return true;
    },
    async delete(run) {
      await putAwayIfEnded(run);
      if (liveOf(run) !== undefined) {
        throw schedulerError(
          'REFUSED',
          `The run ${JSON.stringify(run)} must have ended.`,
          'Cancel it first.',
        );
      }
      const folded = await reader.fold(run);
      if (folded === undefined) return false;
      await removeRun(folded, putting);
      return true;
    },
    get: reader.view,
    list: (filter = {}) => store.list(filter),
    events: watching.events,
    logs: reader.logs,
    artifacts: reader.artifacts,
    download: reader.download,
    artifactSets: reader.artifactSets,
    restore: reader.restore,
    removeArtifacts: reader.removeArtifacts,
    describe: (run, task) => describeStart(run, task, { reader, layout, options, liveOf }),
    close() {
      closed ??= close();
      return closed;
    },
  };
  const spool = serveSpool(layout.spool, scheduler, log);
  return scheduler;
}
