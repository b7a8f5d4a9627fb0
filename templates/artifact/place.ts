import type { TaskFacts } from '@stepyard/contract';
import { setTrusts as trusts } from '@stepyard/contract/artifacts';
import type { Step } from '@stepyard/runtime';

type Trust = (typeof trusts)[number];

/** Where this task stands among those that save and restore. */
export interface Place extends Pick<TaskFacts, 'project' | 'pipeline' | 'run' | 'attempt' | 'task'> {
  readonly trust: Trust;
  /** Its own first. */
  readonly readable: readonly Trust[];
}

/** A run without an event, started by hand, counts as one of a branch. */
export function placeOf(task: TaskFacts, event: Step<unknown>['event']): Place {
  const { project, pipeline, run, attempt, task: id } = task;
  const byHand = task.untrusted ? 'fork' : 'branch';
  const level = Math.max(0, trusts.indexOf(event === undefined ? byHand : event.data.trust));
  const trust = trusts[level] ?? 'fork';
  return { project, pipeline, run, attempt, task: id, trust, readable: trusts.slice(level) };
}
