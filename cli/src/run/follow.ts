import type { RunChange, RunView, Scheduler, TaskView } from '@stepyard/engine';
import { isEnd } from './ends.ts';

/** Who is told what happens in a run. */
export interface Onlooker {
  changed(run: RunView, task?: TaskView): void;
  /** A line of a task's log, masked. */
  line(task: TaskView, text: string): void;
}

/** Follows a run and the logs of its tasks to the end. Gives the run as it ended, or as it waits for people. */
export async function follow(
  scheduler: Scheduler,
  run: string,
  onlooker: Onlooker,
  stayWaiting: boolean,
): Promise<RunView> {
  const tails = new Map<string, Promise<void>>();
  let view: RunView | undefined;
  for await (const change of scheduler.events(run)) {
    view = merge(view, change);
    const task = change.type === 'task' ? change.task : undefined;
    for (const each of task ? [task] : view.tasks) {
      if (!['running', ...endStates].includes(each.state)) continue;
      for (const { attempt } of each.attempts) {
        const key = `${each.key} ${attempt}`;
        if (!tails.has(key)) tails.set(key, tail(scheduler, run, each, attempt, onlooker));
      }
    }
    // A task's log is told to its end before its end is.
    if (task !== undefined && isEnd(task.state)) {
      await Promise.all(task.attempts.map(({ attempt }) => tails.get(`${task.key} ${attempt}`)));
    }
    onlooker.changed(view, task);
    if (isEnd(view.state) || (!stayWaiting && onlyPeople(view))) break;
  }
  if (view === undefined) throw new Error(`the run ${run} is gone`);
  if (isEnd(view.state)) await Promise.all(tails.values());
  return (await scheduler.get(run)) ?? view;
}

const endStates = ['success', 'warning', 'failed', 'aborted'];

/** What is left waits for a decision or a callback; a wait until a time goes on by itself. */
function onlyPeople(run: RunView): boolean {
  const left = run.tasks.filter(({ state }) => !isEnd(state) && state !== 'waiting');
  return left.length > 0 && left.every(({ state, wait }) => state === 'suspended' && wait?.callback === true);
}

function merge(view: RunView | undefined, change: RunChange): RunView {
  if (change.type === 'snapshot' || view === undefined) {
    if (change.type !== 'snapshot') throw new Error('a run begins with a snapshot');
    return change.run;
  }
  if (change.type === 'run') return { ...view, ...change.run };
  const at = view.tasks.findIndex(({ key }) => key === change.task.key);
  const tasks = at < 0 ? [...view.tasks, change.task] : view.tasks.with(at, change.task);
  return { ...view, tasks };
}

async function tail(
  scheduler: Scheduler,
  run: string,
  task: TaskView,
  attempt: number,
  to: Onlooker,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const { bytes } of scheduler.logs({ run, task: task.key, attempt, follow: true })) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) to.line(task, line);
  }
  if (rest !== '') to.line(task, rest);
}
