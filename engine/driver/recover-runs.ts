import { dirname } from 'node:path';
import { attemptName } from '@stepyard/contract';
import type { Caches } from '../cache/caches.ts';
import type { RunState, TaskState } from '../core/state.ts';
import type { Executor } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import type { Store } from '../store/store.ts';
import { listNotes, readNote } from './attempt-note.ts';
import { clearAway, removeAttempt } from './clear-away.ts';
import { createFold, type Fold, type FoldedRun } from './fold.ts';
import type { LiveRun } from './live-run.ts';
import type { Loop } from './loop.ts';

export interface RecoverWith {
  readonly store: Store;
  readonly loop: Loop;
  readonly layout: DataLayout;
  readonly executors: readonly Executor[];
  readonly caches: Caches;
  readonly log: (line: string) => void;
  make(folded: FoldedRun): LiveRun;
}

/** Goes on with the runs that an earlier scheduler has left, and clears away what it did not come to. */
export async function recoverRuns(by: RecoverWith): Promise<void> {
  const folds: Fold[] = [];
  const { lost, notes } = await by.store.recover(() => {
    const fold = createFold();
    folds.push(fold);
    return fold.take;
  });
  for (const note of notes) by.log(note);
  for (const { problem } of lost) by.log(problem);
  const lostNames = new Set(lost.map(({ run }) => run));
  const lives = folds.flatMap((fold) => {
    const folded = fold.result();
    if (folded === undefined || lostNames.has(folded.state.run)) return [];
    try {
      return [by.make(folded)];
    } catch (error) {
      by.log(
        `${folded.state.run}: it cannot be gone on with: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    }
  });
  const known = new Map<Executor, ReadonlySet<string>>();
  for (const executor of by.executors) known.set(executor, new Set(await executor.adopt()));
  const goingOn = new Set(lives.flatMap((live) => activeNames(live)));
  const cleared = await clearEnded(lives, goingOn, by);
  for (const [executor, names] of known) {
    for (const name of names) {
      const ofLost = lost.some(({ run }) => name.startsWith(`${run}-`));
      if (!goingOn.has(name) && !cleared.has(name) && !ofLost) void removeAttempt(executor, name, by.log);
    }
  }
  // Those that have their place first: the others find the rest of the quota.
  const isQueued = ({ state }: LiveRun) => (state.phase === 'queueing' ? 1 : 0);
  for (const live of lives.toSorted((one, other) => isQueued(one) - isQueued(other))) {
    by.loop.add(live, known.get(live.executor) ?? new Set());
  }
}

function activeNames({ state }: LiveRun): readonly string[] {
  return state.tasks.flatMap((task) =>
    task.phase === 'starting' || task.phase === 'running' ? [nameOf(state, task)] : [],
  );
}

function nameOf({ run }: RunState, { key, attempt, start }: TaskState): string {
  return attemptName(run, key, attempt, start);
}

/** Attempts whose outcome is durable, but not their clearing away. Gives their names. */
async function clearEnded(
  lives: readonly LiveRun[],
  goingOn: ReadonlySet<string>,
  by: RecoverWith,
): Promise<ReadonlySet<string>> {
  const cleared = new Set<string>();
  for (const live of lives) {
    const noted = await listNotes(dirname(by.layout.attempt(live.state.run, 'any')));
    const left = noted.filter((name) => !goingOn.has(name));
    if (left.length === 0) continue;
    const good = live.state.tasks.filter(({ end }) => end === 'success' || end === 'warning');
    const keep = new Set(good.map((task) => nameOf(live.state, task)));
    for (const name of left) {
      const note = await readNote(by.layout.attempt(live.state.run, name));
      if (note !== undefined) await clearAway(live, name, note, keep.has(name), by);
      cleared.add(name);
    }
  }
  return cleared;
}
