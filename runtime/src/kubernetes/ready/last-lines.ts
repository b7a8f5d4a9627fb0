import type { Cluster } from '../cluster.ts';
import type { Finding } from './finding.ts';

const lines = 20;
const timeoutMs = 5_000;

/** The last lines of the container that a finding is about, masked; none where they cannot be had. */
export async function lastLines(cluster: Cluster, namespace: string, finding: Finding): Promise<string[]> {
  const { container } = finding;
  if (container === undefined) return [];
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(container.pod)}/log`;
  const read = async (previous: boolean) =>
    await cluster
      .text(path, {
        what: `The log of Pod ${container.pod}`,
        query: { container: container.name, previous, tailLines: lines, limitBytes: 64 << 10 },
        retry: 'never',
        timeoutMs,
      })
      .catch(() => '');
  const text = (await read(container.previous)) || (await read(!container.previous));
  return cluster.step
    .masked(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}
