import type { RunChange, RunView, Scheduler, TaskView } from '@stepyard/engine';
import { isEnd } from './ends.ts';
import { createTails } from './tails.ts';

/** Who is told what happens in a run. */
export interface Onlooker {
  changed(run: RunView, task?: TaskView): void | Promise<void>;
  /** Lines of a task's log, masked. */
  lines(task: TaskView, lines: readonly string[]): void | Promise<void>;
}

/** Follows one run and the logs of its tasks, also over a change of its scheduler. */
export interface Follower {
  /**
   * Resolves with the run as it ended, or as it waits for people.
   * @throws SchedulerError STOPPED when the process that runs the scheduler has gone; then follow on with another.
   */
  follow(scheduler: Scheduler): Promise<RunView>;
}

export interface FollowOptions {
  readonly run: string;
  readonly onlooker: Onlooker;
  /** Stays where only decisions of people are left. */
  readonly stayWaiting: boolean;
}

export function createFollower({ run, onlooker, stayWaiting }: FollowOptions): Follower {
  const tails = createTails(run, onlooker);
  return {
    async follow(scheduler) {
      tails.readFrom(scheduler);
      let view: RunView | undefined;
      for await (const change of scheduler.events(run)) {
        view = merge(view, change);
        const task = change.type === 'task' ? change.task : undefined;
        for (const each of task ? [task] : view.tasks) tails.begin(each);
        // A task's log is told to its end before its end is.
        if (task !== undefined && isEnd(task.state)) await tails.ended(task);
        await onlooker.changed(view, task);
        if (isEnd(view.state) || (!stayWaiting && onlyPeople(view))) break;
      }
      if (view === undefined) throw new Error(`The run ${run} is gone.`);
      if (isEnd(view.state)) await tails.allEnded();
      return (await scheduler.get(run)) ?? view;
    },
  };
}

/** What is left waits for a decision or a callback; a wait until a time goes on by itself. */
function onlyPeople(run: RunView): boolean {
  const left = run.tasks.filter(({ state }) => !isEnd(state) && state !== 'waiting');
  return left.length > 0 && left.every(({ state, wait }) => state === 'suspended' && wait?.callback === true);
}

function merge(view: RunView | undefined, change: RunChange): RunView {
  if (change.type === 'snapshot' || view === undefined) {
    if (change.type !== 'snapshot') throw new Error('A run begins with a snapshot.');
    return change.run;
  }
  if (change.type === 'run') return { ...view, ...change.run };
  const at = view.tasks.findIndex(({ key }) => key === change.task.key);
  const tasks = at < 0 ? [...view.tasks, change.task] : view.tasks.with(at, change.task);
  return { ...view, tasks };
}
