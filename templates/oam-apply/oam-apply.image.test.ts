import { afterAll, expect } from 'vitest';
import { startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { oamApply } from './template.ts';

const cluster = await startFakeCluster();
afterAll(() => cluster.close());

const application = (name: string) => `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components:
    - name: ${name}
      type: webservice
      properties: { image: "web:1", port: 8080 }
      traits:
        - { type: scaler, properties: { replicas: 2 } }
        - type: service-binding
          properties: { bindings: [{ service: database, env: { DATABASE_URL: url } }] }
`;
const inputs = {
  source: { case: 'files', manifests: ['app.yaml'] },
  cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
  namespace: 'shop',
  services: [{ name: 'database', values: { url: 'postgres://app:geheim-7@database/shop' } }],
};

describeImage(oamApply, () => ({
  works: {
    network: 'host',
    workspace: { 'app.yaml': application('web') },
    inputs: { ...inputs, wait: 'none' },
  },
  expectWorked: ({ stdout, stderr }) => {
    expect(cluster.get('Deployment', 'web')?.spec).toMatchObject({ replicas: 2 });
    expect(cluster.get('Secret', 'shop-database-binding')).toBeDefined();
    expect(`${stdout}${stderr}`).not.toMatch(/cluster-token|geheim-7/);
  },
  missing: { says: 'oam-apply: INPUT_MISSING: `source` must be given' },
  slow: {
    network: 'host',
    workspace: { 'app.yaml': application('slow') },
    inputs,
    begun: async () => {
      while (cluster.get('Deployment', 'slow') === undefined)
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
  },
}));
