import type { TaskFacts } from '@stepyard/contract';

/** The facts of a task, with what a test does not care about filled in. */
export function taskFacts(facts: Partial<TaskFacts> = {}): TaskFacts {
  return {
    contract: 1,
    project: 'test',
    pipeline: 'pipeline',
    run: 'pipeline-1',
    stage: 'stage',
    task: 'task',
    attempt: 1,
    start: 1,
    name: 'pipeline-1-task-1',
    ...facts,
  };
}
