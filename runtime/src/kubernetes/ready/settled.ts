import { type KubeObject, listAt, numberAt, textAt } from '../object.ts';

/**
 * A container without a readiness probe counts as ready from its first moment, also if it ends in the next. It is
 * believed once it has run for a while; for longer, if it has ended before.
 */
const runMs = { first: 3_000, again: 10_000 };
/** Clocks of cluster and step may differ: what has run for this long by both has run long enough. */
const surelyMs = 60_000;

/** Says whether containers that no probe looks at have run for long enough; remembers since when it has seen them run. */
export function createSettling() {
  const since = new Map<string, number>();
  return (object: KubeObject, pods: readonly KubeObject[], now = Date.now()): boolean => {
    if ((numberAt(object, 'spec', 'minReadySeconds') ?? 0) > 0) return true;
    const unprobed = listAt(object, 'spec', 'template', 'spec', 'containers')
      .filter((container) => !hasProbe(container))
      .map((container) => textAt(container, 'name'));
    return pods
      .flatMap((pod) => listAt(pod, 'status', 'containerStatuses').map((status) => ({ pod, status })))
      .every(({ pod, status }) => {
        const name = textAt(status, 'name');
        const startedAt = Date.parse(textAt(status, 'state', 'running', 'startedAt'));
        if (!unprobed.includes(name) || Number.isNaN(startedAt) || now - startedAt > surelyMs) return true;
        const restarts = numberAt(status, 'restartCount') ?? 0;
        const key = `${textAt(pod, 'metadata', 'uid')} ${name} ${restarts}`;
        if (!since.has(key)) since.set(key, now);
        return now - (since.get(key) ?? now) >= (restarts === 0 ? runMs.first : runMs.again);
      });
  };
}

function hasProbe(container: unknown): boolean {
  return typeof container === 'object' && container !== null && 'readinessProbe' in container;
}
