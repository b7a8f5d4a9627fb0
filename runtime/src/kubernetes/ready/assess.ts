import { type KubeObject, numberAt, textAt } from '../object.ts';
import { conditionOf, said } from './condition.ts';
import { type Assessment, failed, ready, waiting } from './finding.ts';
import { assessDaemonSet, assessDeployment, assessReplicas, assessStatefulSet } from './workload.ts';

/** How far an object is, from itself alone. Kinds that are not known are judged by the conventions of kstatus. */
export function assess(object: KubeObject): Assessment {
  if (textAt(object, 'metadata', 'deletionTimestamp') !== '') return waiting('it is being deleted');
  const observed = numberAt(object, 'status', 'observedGeneration');
  const generation = numberAt(object, 'metadata', 'generation') ?? 0;
  if (observed !== undefined && observed < generation)
    return waiting('its controller has not looked at it yet');
  const known = kinds[`${object.apiVersion.replace(/\/.*$/, '')} ${object.kind}`];
  return known === undefined ? assessOther(object) : known(object);
}

const kinds: Readonly<Record<string, (object: KubeObject) => Assessment>> = {
  'apps Deployment': assessDeployment,
  'apps StatefulSet': assessStatefulSet,
  'apps DaemonSet': assessDaemonSet,
  'apps ReplicaSet': assessReplicas,
  'v1 ReplicationController': assessReplicas,
  'batch Job': assessJob,
  'v1 Pod': assessPod,
  'v1 PersistentVolumeClaim': assessClaim,
  'v1 Namespace': (object) =>
    textAt(object, 'status', 'phase') === 'Active' ? ready : waiting('not active yet'),
  'apiextensions.k8s.io CustomResourceDefinition': assessDefinition,
  'apiregistration.k8s.io APIService': (object) => assessCondition(object, 'Available'),
  // They have conditions that say other things than whether they are there.
  'policy PodDisruptionBudget': () => ready,
  'autoscaling HorizontalPodAutoscaler': () => ready,
};

function assessJob(object: KubeObject): Assessment {
  const failure = conditionOf(object, 'Failed') ?? conditionOf(object, 'FailureTarget');
  if (failure?.status === 'True')
    return failed(`it failed: ${said(failure)}`, 'See in the log what its container printed.');
  const complete = conditionOf(object, 'Complete') ?? conditionOf(object, 'SuccessCriteriaMet');
  if (complete?.status === 'True' || conditionOf(object, 'Suspended')?.status === 'True') return ready;
  const done = numberAt(object, 'status', 'succeeded') ?? 0;
  return waiting(`${done} of ${numberAt(object, 'spec', 'completions') ?? 1} completions`);
}

function assessPod(object: KubeObject): Assessment {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Succeeded' || conditionOf(object, 'Ready')?.status === 'True') return ready;
  if (phase === 'Failed') {
    const why = [textAt(object, 'status', 'reason'), textAt(object, 'status', 'message')].filter(
      (text) => text !== '',
    );
    return failed(
      `it failed${why.length === 0 ? '' : `: ${why.join(': ')}`}`,
      'See in the log what its container printed.',
    );
  }
  return waiting(phase === '' ? 'not seen yet' : phase.toLowerCase());
}

/** One that is bound by its first pod only is as ready as it can be. */
function assessClaim(object: KubeObject): Assessment {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Lost')
    return failed('its volume is gone', 'Restore the volume, or delete the claim and have it made anew.');
  return phase === 'Bound' ? ready : waiting('no volume yet');
}

function assessDefinition(object: KubeObject): Assessment {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False')
    return failed(
      `its names are taken: ${said(names)}`,
      'Another definition has the same names: remove one.',
      'CONFLICT',
    );
  return assessCondition(object, 'Established');
}

function assessCondition(object: KubeObject, type: string): Assessment {
  const found = conditionOf(object, type);
  if (found?.status === 'True') return ready;
  return waiting(found === undefined ? `not ${type.toLowerCase()} yet` : said(found));
}

/** Source: https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md */
function assessOther(object: KubeObject): Assessment {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True')
    return failed(`it stalls: ${said(stalled)}`, 'Its controller gave up: correct what it names.');
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return waiting(said(reconciling));
  const found = conditionOf(object, 'Ready');
  return found === undefined || found.status === 'True' ? ready : waiting(said(found));
}
