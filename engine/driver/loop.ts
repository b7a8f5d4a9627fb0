import { attemptName } from '@stepyard/contract';
import type { Command } from '../core/command.ts';
import type { RunEvent } from '../core/event.ts';
import { next } from '../core/next.ts';
import { pendingCommands } from '../core/pending.ts';
import { nextInQueue, type QueueEvent, type QueueState } from '../core/queue.ts';
import { stateOfRun } from '../core/shown.ts';
import type { TaskState } from '../core/state.ts';
import { toChanges } from './change-feed.ts';
import { decide } from './decide.ts';
import { type LiveRun, taskOf } from './live-run.ts';
import { type AttemptsWith, type Found, runAttempt } from './run-attempt.ts';
import type { Clock } from './scheduler.ts';
import { toSummary } from './to-view.ts';

export interface LoopOptions extends Omit<AttemptsWith, 'dispatch' | 'now'> {
  readonly clock: Clock;
  readonly queue: QueueState;
  /** A run has ended and its attempts are cleared away. */
  finished(live: LiveRun): Promise<void>;
  /** The journal cannot be written: nothing more is done. */
  failed(error: unknown): void;
}

/** Applies events to runs, makes them durable, and only then does what follows from them. */
export interface Loop {
  readonly runs: ReadonlyMap<string, LiveRun>;
  /** Takes a run in, new or found in the journal; `known` are the attempts that executors know. */
  add(live: LiveRun, known: ReadonlySet<string>): void;
  /** Resolves when the event is durable. After `close` it never does: the next holder goes on from the journal. */
  dispatch(live: LiveRun, event: RunEvent): Promise<void>;
  /** Resolves when the runs that have ended are put away. */
  close(): Promise<void>;
}

let sequence = 0;

/** Makes a loop without runs. */
export function createLoop(options: LoopOptions): Loop {
  const { clock, queue, store } = options;
  const runs = new Map<string, LiveRun>();
  const attempts: AttemptsWith = { ...options, dispatch, now: clock.now };
  const writing = new Set<Promise<void>>();
  const finishing = new Set<Promise<unknown>>();
  let closed = false;
  let failed = false;

  async function dispatch(live: LiveRun, event: RunEvent): Promise<void> {
    if (closed) return forever();
    const before = stateOfRun(live.state);
    const { commands, changed } = next(live.state, event);
    const moved = stateOfRun(live.state) !== before;
    const summary = moved ? toSummary(live.state) : undefined;
    const changes = live.watchers.size === 0 ? [] : toChanges(live.state, changed, event.at, moved);
    if (event.type === 'created') throw new Error('A run is created once.');
    const durable = store.append(live.state.run, event);
    writing.add(durable);
    await durable.catch(stop).finally(() => writing.delete(durable));
    if (failed) return forever();
    if (summary !== undefined) store.show(summary);
    for (const change of changes) for (const watcher of live.watchers) watcher(change);
    for (const task of changed) dropTimers(live, task);
    // While closing, a run is still put away; nothing new is begun.
    for (const command of commands) if (!closed || command.type === 'finished') perform(live, command, 'new');
  }

  function perform(live: LiveRun, command: Command, found: Found): void {
    if (command.type === 'finished') finish(live);
    else if (!('task' in command)) enqueue({ type: command.type, run: live.state.run });
    else {
      const task = taskOf(live.state, command.task);
      if (task !== undefined) performOn(live, task, command, found);
    }
  }

  function performOn(
    live: LiveRun,
    task: TaskState,
    command: Extract<Command, { task: string }>,
    found: Found,
  ): void {
    switch (command.type) {
      case 'evaluate':
        void decide(live, task, clock.now()).then((event) => dispatch(live, event));
        return;
      case 'start':
        runAttempt(live, task, found, attempts);
        return;
      case 'stop': {
        const attempt = live.attempts.get(nameOf(live, command));
        if (attempt === undefined) return;
        attempt.why = command.why;
        attempt.stop.abort();
        return;
      }
      case 'timer':
        setTimer(live, command);
    }
  }

  function setTimer(live: LiveRun, command: Extract<Command, { type: 'timer' }>): void {
    const { task, attempt, start, timer, at } = command;
    const key = `${timer} ${task}`;
    live.timers.get(key)?.();
    const takeBack = clock.at(at, () => {
      live.timers.delete(key);
      void dispatch(live, { type: 'timer', at: clock.now(), task, attempt, start, timer });
    });
    live.timers.set(key, takeBack);
  }

  function enqueue(event: QueueEvent): void {
    for (const command of nextInQueue(queue, event)) {
      const live = runs.get(command.run);
      if (live === undefined) continue;
      const at = clock.now();
      if (command.type === 'admit') void dispatch(live, { type: 'admitted', at });
      else void dispatch(live, { type: 'cancelled', at, by: command.by });
    }
  }

  function finish(live: LiveRun): void {
    const { run } = live.state;
    for (const takeBack of live.timers.values()) takeBack();
    live.timers.clear();
    enqueue({ type: 'left', run });
    const done = Promise.all([...live.attempts.values()].map((attempt) => attempt.done))
      .then(() => options.finished(live))
      .then(() => runs.delete(run))
      .catch((error: unknown) => options.log(`${run}: it was not put away: ${String(error)}`))
      .finally(() => {
        finishing.delete(done);
        live.putAway.resolve();
      });
    finishing.add(done);
  }

  function stop(error: unknown): void {
    closed = true;
    failed = true;
    options.failed(error);
  }

  return {
    runs,
    dispatch,
    add(live, known) {
      const { run, project, group, cancelInProgress, queuedAt, phase, idle } = live.state;
      runs.set(run, live);
      if (phase === 'ended') {
        finish(live);
        return;
      }
      // Taken before it is admitted: what follows from that is performed where it happens.
      const pending = pendingCommands(live.state);
      const of = { run, project, group, cancelInProgress, queuedAt, sequence: sequence++ };
      enqueue({ type: 'queued', of, admitted: phase !== 'queueing' });
      if (idle) enqueue({ type: 'released', run });
      for (const command of pending) perform(live, command, findStart(live, command, known));
    },
    async close() {
      closed = true;
      for (const live of runs.values()) for (const takeBack of live.timers.values()) takeBack();
      await Promise.allSettled(writing);
      await new Promise(setImmediate);
      await Promise.all(finishing);
    },
  };
}

function findStart(live: LiveRun, command: Command, known: ReadonlySet<string>): Found {
  if (command.type !== 'start') return 'new';
  if (known.has(nameOf(live, command))) return 'known';
  return taskOf(live.state, command.task)?.phase === 'running' ? 'gone' : 'new';
}

function nameOf(live: LiveRun, { task, attempt, start }: Extract<Command, { attempt: number }>): string {
  return attemptName(live.state.run, task, attempt, start);
}

function dropTimers(live: LiveRun, task: TaskState): void {
  if (live.timers.size === 0) return;
  const kept = { running: 'timeout', retrying: 'retry', suspended: 'resume' } as const;
  for (const [phase, timer] of Object.entries(kept)) {
    if (task.phase === phase) continue;
    const key = `${timer} ${task.key}`;
    live.timers.get(key)?.();
    live.timers.delete(key);
  }
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
