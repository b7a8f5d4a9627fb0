import type { TaskFacts } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { type KubeObject, listAt, textAt } from './object.ts';

const longest = 128;

/**
 * The name under which a task's fields are noted in the cluster: one for each pipeline, so that two pipelines that set
 * the same field are told of each other.
 */
export function fieldManagerOf(task: TaskFacts | undefined): string {
  if (task === undefined) return 'stepyard';
  const name = `stepyard-${task.project}-${task.pipeline}`.replace(/[^\x21-\x7e]/g, '-');
  return name.length <= longest ? name : name.slice(-longest);
}

/** The fields that a manager is noted for by applying; `undefined` where it is for none. */
export function ownFields(object: KubeObject, manager: string): unknown {
  const entry = listAt(object, 'metadata', 'managedFields').find(
    (one) =>
      textAt(one, 'manager') === manager &&
      textAt(one, 'operation') === 'Apply' &&
      textAt(one, 'subresource') === '',
  );
  return isRecord(entry) ? entry.fieldsV1 : undefined;
}
