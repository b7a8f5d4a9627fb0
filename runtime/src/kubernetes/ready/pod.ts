import { type KubeObject, textAt } from '../object.ts';
import { conditionOf } from './condition.ts';
import { containerFindings } from './container.ts';
import type { Finding } from './finding.ts';

/** A node may be on its way, or be freed. */
const schedulingMs = 60_000;

/** Why a pod does not become ready, from its status and from what is reported of it. */
export function podFindings(
  pod: KubeObject,
  events: readonly KubeObject[],
  shown: (text: string) => string,
): Finding[] {
  if (conditionOf(pod, 'Ready')?.status === 'True' || textAt(pod, 'status', 'phase') === 'Succeeded')
    return [];
  return [...scheduling(pod, shown), ...containerFindings(pod, shown), ...reported(pod, events, shown)];
}

function scheduling(pod: KubeObject, shown: (text: string) => string): Finding[] {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status !== 'False') return [];
  const gated = scheduled.reason === 'SchedulingGated';
  return [
    {
      key: `${pod.metadata.name} scheduling`,
      text: `no node takes Pod ${pod.metadata.name}: ${shown(scheduled.message).replace(/\.$/, '')}`,
      code: 'REJECTED',
      hint: 'Ask for less (`resources.requests`), change `nodeSelector`, affinity or tolerations, or add nodes.',
      ...(!gated && { patienceMs: schedulingMs }),
    },
  ];
}

/** Probes and volumes are told of by events alone. */
function reported(
  pod: KubeObject,
  events: readonly KubeObject[],
  shown: (text: string) => string,
): Finding[] {
  const uid = textAt(pod, 'metadata', 'uid');
  const own = events.filter((event) => textAt(event, 'involvedObject', 'uid') === uid);
  return own.flatMap((event) => {
    const reason = textAt(event, 'reason');
    const kind = kinds[reason];
    if (kind === undefined) return [];
    return [
      {
        key: `${pod.metadata.name} ${reason}`,
        text: `${kind.what} of Pod ${pod.metadata.name}: ${shown(textAt(event, 'message'))}`,
        code: 'TOOL_FAILED',
        hint: kind.hint,
      },
    ];
  });
}

const kinds: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  Unhealthy: {
    what: 'a probe',
    hint: 'See what the container answers to its probe: path, port and times of the probe must fit it.',
  },
  FailedMount: {
    what: 'a volume',
    hint: 'Check that what the volume names is there: claim, Secret or ConfigMap.',
  },
  FailedAttachVolume: { what: 'a volume', hint: 'Check that the volume is not in use on another node.' },
  FailedCreatePodSandBox: {
    what: 'the network',
    hint: 'The node cannot start pods: tell who keeps the cluster.',
  },
};
