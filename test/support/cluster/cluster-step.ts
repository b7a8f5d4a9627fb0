import type { ClusterAccess, ClusterStep } from '@stepyard/runtime/kubernetes';
import { type Cluster, openCluster } from '@stepyard/runtime/kubernetes';
import { scratchDirectory } from '@stepyard/runtime/testing';

export interface TestStep extends ClusterStep {
  readonly lines: string[];
  readonly masks: string[];
  end(): Promise<void>;
}

/** What the library takes of a step, for its own tests. */
export function testStep(signal = new AbortController().signal): TestStep {
  const lines: string[] = [];
  const masks: string[] = [];
  const cleanups: ((ending: 'success') => void | Promise<void>)[] = [];
  const note = (text: string) => void lines.push(text);
  return {
    lines,
    masks,
    signal,
    task: undefined,
    log: { info: note, warn: note, error: note, group: (_title, work) => work() },
    mask: (value) => void masks.push(value),
    masked: (text) => masks.reduce((all, secret) => all.replaceAll(secret, '***'), text),
    warn: note,
    onEnd: (cleanup) => void cleanups.push(cleanup),
    temporary: async () => scratchDirectory(),
    async end() {
      for (const cleanup of cleanups) await cleanup('success');
    },
  };
}

export async function testCluster(
  access: ClusterAccess,
  namespace = 'shop',
  step = testStep(),
): Promise<{ cluster: Cluster; step: TestStep }> {
  return { cluster: await openCluster(step, access, namespace), step };
}
