import { setContainer, setPorts } from './container.ts';
import { container, ending, ports, schedule } from './container-fields.ts';
import { type WorkloadType, workloadType } from './workload-type.ts';

const webservice = workloadType('webservice', { ...container, ...ports }, (draft, values) => {
  setContainer(draft, values);
  setPorts(draft, values);
});

const worker = workloadType('worker', container, setContainer);
const daemon = workloadType('daemon', { ...container, ...ports }, (draft, values) => {
  setContainer(draft, values);
  setPorts(draft, values);
});

const statefulset = workloadType('statefulset', { ...container, ...ports }, (draft, values) => {
  setContainer(draft, values);
  setPorts(draft, values);
});

const task = workloadType('task', { ...container, ...ending }, (draft, values) => {
  setContainer(draft, values);
  const { count, restart, backoffLimit } = values;
  draft.pod.restartPolicy = restart;
  Object.assign(draft.spec, { backoffLimit, ...(count > 1 && { parallelism: count, completions: count }) });
});

const cronTask = workloadType('cron-task', { ...container, ...ending, ...schedule }, (draft, values) => {
  setContainer(draft, values);
  const { timeZone, suspend, concurrencyPolicy, count, restart, backoffLimit } = values;
  draft.pod.restartPolicy = restart;
  Object.assign(draft.spec, {
    schedule: values.schedule,
    ...(timeZone !== undefined && { timeZone }),
    suspend,
    concurrencyPolicy,
    successfulJobsHistoryLimit: values.successfulJobsHistoryLimit,
    failedJobsHistoryLimit: values.failedJobsHistoryLimit,
    job: { backoffLimit, ...(count > 1 && { parallelism: count, completions: count }) },
  });
});

/** The types that a component can have. */
export const workloadTypes: readonly WorkloadType[] = [
  webservice,
  worker,
  statefulset,
  daemon,
  task,
  cronTask,
];
