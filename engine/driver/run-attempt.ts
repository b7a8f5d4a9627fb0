import { attemptName } from '@stepyard/contract';
import type { Caches } from '../cache/caches.ts';
import type { CatalogEntry } from '../config/sources.ts';
import type { Outcome, RunEvent } from '../core/event.ts';
import type { TaskState } from '../core/state.ts';
import type { Store } from '../store/store.ts';
import { type AttemptNote, readNote, removeNote, writeNote } from './attempt-note.ts';
import { clearAway } from './clear-away.ts';
import { cancelledOutcome, failedOutcome, failureOf, toFailure } from './failure.ts';
import type { LiveAttempt, LiveRun } from './live-run.ts';
import { learnSecrets, maskFailure } from './masks.ts';
import { type PrepareWith, prepareStart } from './prepare.ts';
import type { FailedAttempt } from './scheduler.ts';
import type { Slots } from './slots.ts';
import { setUpCaches } from './task-caches.ts';
import { toOutcome } from './to-outcome.ts';
import { ensureWorkspace } from './workspace.ts';

/** What starting attempts needs besides the run. */
export interface AttemptsWith extends PrepareWith {
  readonly store: Store;
  readonly slots: Slots;
  readonly caches: Caches;
  readonly log: (line: string) => void;
  readonly onFailure: ((attempt: FailedAttempt) => Promise<void>) | undefined;
  /** Applies an event; resolves when it is durable. */
  dispatch(live: LiveRun, event: RunEvent): Promise<void>;
}

/** How a start is found: not begun, known to its executor, or gone. */
export type Found = 'new' | 'known' | 'gone';

/** Starts an attempt, or goes on with one that was started before, and sees it through to its end. */
export function runAttempt(live: LiveRun, task: TaskState, found: Found, by: AttemptsWith): LiveAttempt {
  const name = attemptName(live.state.run, task.key, task.attempt, task.start);
  const attempt: LiveAttempt = { name, stop: new AbortController(), why: undefined, done: Promise.resolve() };
  live.attempts.set(name, attempt);
  attempt.done = seeThrough({ live, task, found, by, attempt })
    .catch((error: unknown) => by.log(`${name}: it was not cleared away: ${String(error)}`))
    .finally(() => live.attempts.delete(name));
  return attempt;
}

interface Way {
  readonly live: LiveRun;
  readonly task: TaskState;
  readonly found: Found;
  readonly by: AttemptsWith;
  readonly attempt: LiveAttempt;
}

async function seeThrough(way: Way): Promise<void> {
  const { live, task, found, by, attempt } = way;
  const of = { task: task.key, attempt: task.attempt, start: task.start };
  const end = (outcome: Outcome) => by.dispatch(live, { type: 'ended', at: by.now(), ...of, outcome });
  const give = found === 'new' ? await by.slots.take(attempt.stop.signal) : by.slots.count();
  if (give === undefined) return end(cancelledOutcome());
  try {
    const { outcome, note } = await startAndWait(way).catch((error: unknown) => abandoned(way, error));
    if (outcome.status === 'failed' && outcome.failure !== undefined) {
      await by.onFailure?.({ run: live.state.run, task: task.key, failure: outcome.failure });
    }
    by.caches.announce(note?.caches ?? []);
    await end(outcome);
    const keep = outcome.status === 'success' || outcome.status === 'warning';
    if (note !== undefined) await clearAway(live, attempt.name, note, keep, by);
  } finally {
    give();
  }
}

/** What was made ready before it went wrong is taken back; what may have been started is stopped. */
async function abandoned({ live, by, attempt }: Way, error: unknown): Promise<Ended> {
  const note = await readNote(by.layout.attempt(live.state.run, attempt.name));
  try {
    if (note !== undefined && (await live.executor.adopt()).includes(attempt.name)) {
      await live.executor.cancel(attempt.name);
      await live.executor.wait(attempt.name);
    }
  } catch (again) {
    by.log(`${attempt.name}: it may still run: ${String(again)}`);
  }
  return { outcome: failedOutcome(maskFailure(toFailure(error), live)), ...(note !== undefined && { note }) };
}

interface Ended {
  readonly outcome: Outcome;
  /** Absent where nothing was started. */
  readonly note?: AttemptNote;
}

async function startAndWait(way: Way): Promise<Ended> {
  const { live, task, found, by, attempt } = way;
  const { executor, state } = live;
  if (found === 'gone') return { outcome: await lostOutcome(way) };
  const started = found === 'known' ? await findAgain(way) : await start(way);
  if (started === 'stopped') return { outcome: cancelledOutcome() };
  const { entry, note } = started;
  if (task.phase === 'starting') {
    const of = { task: task.key, attempt: task.attempt, start: task.start };
    void by.dispatch(live, { type: 'started', at: by.now(), ...of }).catch(() => {});
  }
  const stop = () => void executor.cancel(attempt.name).catch((error: unknown) => by.log(String(error)));
  attempt.stop.signal.addEventListener('abort', stop);
  if (attempt.stop.signal.aborted) stop();
  const [exit] = await Promise.all([executor.wait(attempt.name), keepLog(way, note)]);
  const outcome = await toOutcome({
    exit,
    entry,
    listed: note.listed,
    stopped: attempt.why,
    masker: live.masker,
    statePath: by.layout.state(state.run, task.key),
    now: by.now(),
  });
  return { outcome, note };
}

interface Started {
  readonly entry: CatalogEntry | undefined;
  readonly note: AttemptNote;
}

async function start({ live, task, by, attempt }: Way): Promise<Started | 'stopped'> {
  const { run } = live.state;
  const path = by.layout.attempt(run, attempt.name);
  const { request, entry, listed } = await prepareStart(live, task, by);
  const workspace = await ensureWorkspace(live, by.layout);
  const note = (await readNote(path)) ?? {
    caches: await setUpCaches({ caches: by.caches, live, task, entry, holder: attempt.name, workspace }),
    listed,
    logBase: await logSize(live, task, by),
  };
  if (attempt.stop.signal.aborted) {
    for (const cache of note.caches) await by.caches.tearDown(cache, { keep: false });
    await removeNote(path);
    return 'stopped';
  }
  writeNote(path, note);
  const caches = note.caches.map(({ request: _, from: __, backend: ___, ...mounted }) => mounted);
  await live.executor.start({ ...request, caches });
  return { entry, note };
}

async function findAgain({ live, task, by, attempt }: Way): Promise<Started> {
  const note = await readNote(by.layout.attempt(live.state.run, attempt.name));
  const masks = await learnSecrets(live);
  live.executor.hide?.(attempt.name, masks);
  const entry = await by.findTemplate(task.plan.template, task.plan.version);
  return { entry, note: note ?? { caches: [], listed: [], logBase: 0 } };
}

async function lostOutcome({ live, task, by, attempt }: Way): Promise<Outcome> {
  const entry = await by.findTemplate(task.plan.template, task.plan.version);
  const lost = failureOf(
    'NODE_LOST',
    `\`${task.key}\` was running as ${attempt.name}, which the executor \`${live.executor.name}\` does not know any more.`,
    'Run it again from this task if what it does may be done twice.',
  );
  const outcome = failedOutcome(lost);
  return entry?.manifest.repeatable === true ? outcome : { ...outcome, retried: 'no' };
}

/** Copies the log from where the store's copy ends: after a restart that is in the middle of it. */
async function keepLog({ live, task, by, attempt }: Way, note: AttemptNote): Promise<void> {
  const log = await by.store.openLog({ run: live.state.run, task: task.key, attempt: task.attempt });
  try {
    for await (const { bytes } of live.executor.logs(attempt.name, log.size - note.logBase))
      await log.append(bytes);
  } finally {
    await log.close();
  }
}

async function logSize(live: LiveRun, task: TaskState, by: AttemptsWith): Promise<number> {
  if (task.start === 1) return 0;
  const log = await by.store.openLog({ run: live.state.run, task: task.key, attempt: task.attempt });
  await log.close();
  return log.size;
}
