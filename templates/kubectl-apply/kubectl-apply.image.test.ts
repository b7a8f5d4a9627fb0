import { afterAll, expect } from 'vitest';
import { startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { kubectlApply } from './template.ts';

const cluster = await startFakeCluster();
afterAll(() => cluster.close());

const kustomization = `resources: [web.yaml]
namePrefix: test-
images: [{ name: web, newTag: "2" }]
`;
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a, image: "web:1" }] }\n';
const target = {
  source: { case: 'kustomize', path: 'overlay' },
  cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
  namespace: 'shop',
};
const workspace = { 'overlay/kustomization.yaml': kustomization, 'overlay/web.yaml': pod };

describeImage(kubectlApply, () => ({
  works: { network: 'host', workspace, inputs: { ...target, wait: 'none' } },
  expectWorked: ({ stdout, stderr }) => {
    expect(cluster.get('Pod', 'test-web')?.spec).toEqual({ containers: [{ name: 'a', image: 'web:2' }] });
    expect(`${stdout}${stderr}`).not.toContain('cluster-token');
  },
  missing: { says: 'kubectl-apply: INPUT_MISSING: `source` must be given' },
  slow: {
    network: 'host',
    workspace: { ...workspace, 'overlay/kustomization.yaml': kustomization.replace('test-', 'slow-') },
    inputs: target,
    begun: async () => {
      while (cluster.get('Pod', 'slow-web') === undefined)
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
  },
}));
