import { oneLine } from '../../one-line.ts';
import { groupOf, type KubeObject, textAt } from '../object.ts';
import { explainRefusal } from '../refusal.ts';
import type { Finding } from './finding.ts';
import { podFindings } from './pod.ts';
import type { Subject } from './subject.ts';
import { refusedPods } from './workload.ts';

/** All that is known to keep an object from becoming ready; `since` leaves out what was reported of earlier tries. */
export function findingsOf(
  subject: Subject,
  object: KubeObject,
  since: number,
  mask: (text: string) => string,
): Finding[] {
  const shown = (text: string) => oneLine(mask(text));
  const events = subject.events();
  const pods = subject.pods().flatMap((pod) => podFindings(pod, events, shown));
  return [...notMade(object, events, since, shown), ...pods];
}

/** Quota, pod security and admission refuse pods to their controller, which tells it in a condition or an event. */
function notMade(
  object: KubeObject,
  events: readonly KubeObject[],
  since: number,
  shown: (text: string) => string,
): Finding[] {
  const uid = textAt(object, 'metadata', 'uid');
  const reported = events.find(
    (event) =>
      textAt(event, 'reason') === 'FailedCreate' &&
      textAt(event, 'involvedObject', 'uid') === uid &&
      lastSeen(event) >= since,
  );
  const words = refusedPods(object) ?? (reported === undefined ? undefined : textAt(reported, 'message'));
  if (words === undefined || !/^(apps|batch)$/.test(groupOf(object.apiVersion))) return [];
  const { code, what, hint } = explainRefusal(
    { code: 403, reason: '', message: '', causes: [] },
    shown(words),
  );
  return [{ key: 'pods', text: `a pod of it ${what}`, code, hint, patienceMs: 5_000 }];
}

function lastSeen(event: KubeObject): number {
  const times = ['lastTimestamp', 'eventTime', 'firstTimestamp'].map((field) =>
    Date.parse(textAt(event, field)),
  );
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}
