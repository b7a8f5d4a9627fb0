import { afterAll, expect } from 'vitest';
import { startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { kubectlRollout } from './template.ts';

const cluster = await startFakeCluster();
afterAll(() => cluster.close());

function deploy(name: string, status: object): void {
  const template = { spec: { containers: [{ name, image: 'web:1', readinessProbe: {} }] } };
  cluster.put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 0, selector: {}, template },
    status,
  });
}
deploy('web', { observedGeneration: 100 });
deploy('slow', { observedGeneration: 0 });

const inputs = {
  release: { case: 'image', image: 'web:2' },
  cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
  namespace: 'shop',
};

describeImage(kubectlRollout, () => ({
  works: { network: 'host', inputs: { ...inputs, workload: 'web' } },
  expectWorked: ({ stdout, stderr }) => {
    expect(JSON.stringify(cluster.get('Deployment', 'web')?.spec)).toContain('"image":"web:2"');
    expect(`${stdout}${stderr}`).not.toContain('cluster-token');
  },
  missing: { says: 'kubectl-rollout: INPUT_MISSING: `release` must be given' },
  slow: {
    network: 'host',
    inputs: { ...inputs, workload: 'slow' },
    begun: async () => {
      while (!JSON.stringify(cluster.get('Deployment', 'slow')?.spec).includes('web:2'))
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
  },
}));
