/** What a scheduler refuses to do. */
export interface SchedulerError extends Error {
  readonly code: 'NO_RUN' | 'NO_TASK' | 'REFUSED' | 'STOPPED';
  readonly hint: string;
}

/** Makes the error: what is wrong in one sentence, and what to do. */
export function schedulerError(code: SchedulerError['code'], message: string, hint: string): SchedulerError {
  return Object.assign(new Error(message), { code, hint });
}

/** There is no run of this name. */
export function noRun(run: string): SchedulerError {
  return schedulerError('NO_RUN', `There is no run ${JSON.stringify(run)}.`, 'List the runs that there are.');
}

/** The run has no task of this name. */
export function noTask(run: string, task: string, known: readonly string[]): SchedulerError {
  const message = `The run ${JSON.stringify(run)} must have the task ${JSON.stringify(task)}.`;
  return schedulerError('NO_TASK', message, `It has ${known.join(', ')}.`);
}
