import { at, type KubeObject, numberAt, textAt } from '../object.ts';
import { conditionOf, said } from './condition.ts';
import { type Assessment, failed, ready, waiting } from './finding.ts';

/** The rules of `kubectl rollout status`. */
export function assessDeployment(object: KubeObject): Assessment {
  if (at(object, 'spec', 'paused') === true)
    return failed('it is paused', 'Take `paused` away: a paused Deployment rolls nothing out.', 'CONFLICT');
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return failed(
      `no progress within its deadline (${numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600} s)`,
      'See the reasons above it in the log.',
    );
  if (numberAt(object, 'status', 'observedGeneration') === undefined) return waiting('not looked at yet');
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const [total, updated, available] = counts(object, 'replicas', 'updatedReplicas', 'availableReplicas');
  if (updated < wanted) return waiting(`${updated} of ${wanted} replicas are new`);
  if (total > updated) return waiting(`${total - updated} old replicas are still there`);
  if (available < updated) return waiting(`${available} of ${wanted} replicas are available`);
  return ready;
}

export function assessStatefulSet(object: KubeObject): Assessment {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') return ready;
  if (numberAt(object, 'status', 'observedGeneration') === undefined) return waiting('not looked at yet');
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const [updated, nowReady] = counts(object, 'updatedReplicas', 'readyReplicas');
  if (nowReady < wanted) return waiting(`${nowReady} of ${wanted} replicas are ready`);
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  if (partition > 0)
    return updated >= wanted - partition
      ? ready
      : waiting(`${updated} of ${wanted - partition} replicas are new`);
  const revisions = [textAt(object, 'status', 'updateRevision'), textAt(object, 'status', 'currentRevision')];
  return revisions[0] === revisions[1] ? ready : waiting(`${updated} of ${wanted} replicas are new`);
}

export function assessDaemonSet(object: KubeObject): Assessment {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') return ready;
  if (numberAt(object, 'status', 'observedGeneration') === undefined) return waiting('not looked at yet');
  const [wanted, updated, available] = counts(
    object,
    'desiredNumberScheduled',
    'updatedNumberScheduled',
    'numberAvailable',
  );
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods are new`);
  return available < wanted ? waiting(`${available} of ${wanted} pods are available`) : ready;
}

export function assessReplicas(object: KubeObject): Assessment {
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const [nowReady] = counts(object, 'readyReplicas');
  return nowReady < wanted ? waiting(`${nowReady} of ${wanted} replicas are ready`) : ready;
}

function counts<const Names extends readonly string[]>(
  object: KubeObject,
  ...names: Names
): { [Index in keyof Names]: number } {
  // A mapped tuple cannot be inferred from `map`.
  return names.map((name) => numberAt(object, 'status', name) ?? 0) as { [Index in keyof Names]: number };
}

/** Pods that a controller is not let make: quota, pod security, admission. */
export function refusedPods(object: KubeObject): string | undefined {
  const failure = conditionOf(object, 'ReplicaFailure');
  return failure?.status === 'True' ? said(failure) : undefined;
}
