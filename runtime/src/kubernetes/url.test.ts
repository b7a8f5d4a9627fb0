import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCluster } from '../../../test/support/cluster/cluster-step.ts';
import { type FakeCluster, startFakeCluster } from '../../../test/support/cluster/fake-cluster.ts';
import type { KubeObject } from './object.ts';
import { reachableUrl, urlOfWorkload } from './url.ts';

let fake: FakeCluster;
beforeEach(async () => {
  fake = await startFakeCluster();
  const addresses = [{ type: 'InternalIP', address: '10.0.0.7' }];
  fake.put({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, status: { addresses } });
});
afterEach(() => fake.close());

const metadata = { name: 'web', namespace: 'shop' };
const service = (spec: object, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec,
  status,
});
const ingress = (spec: object): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata,
  spec,
});
const balancer = (at: object) => ({ loadBalancer: { ingress: [at] } });

describe('runtime/kubernetes/url', () => {
  it.each([
    [
      ingress({ rules: [{ host: 'shop.example', http: { paths: [{ path: '/cart(/|$)(.*)' }] } }] }),
      'http://shop.example/cart',
    ],
    [
      ingress({ rules: [{ host: 'shop.example' }], tls: [{ hosts: ['shop.example'] }] }),
      'https://shop.example/',
    ],
    [
      service({ type: 'LoadBalancer', ports: [{ port: 80 }] }, balancer({ ip: '203.0.113.7' })),
      'http://203.0.113.7/',
    ],
    [
      service(
        { type: 'LoadBalancer', ports: [{ port: 8443, name: 'https' }] },
        balancer({ hostname: 'lb.example' }),
      ),
      'https://lb.example:8443/',
    ],
    [service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }), 'http://10.0.0.7:30080/'],
    [service({ type: 'ClusterIP', ports: [{ port: 80 }] }), undefined],
  ])('T6.9: says where %j is reached', async (object, url) => {
    const { cluster } = await testCluster({ case: 'kubeconfig', kubeconfig: fake.kubeconfig });
    expect(await reachableUrl(cluster, [object])).toBe(url);
  });

  it('T6.9: finds what leads to a workload by its labels', async () => {
    fake.put(service({ type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] }));
    const { cluster } = await testCluster({ case: 'kubeconfig', kubeconfig: fake.kubeconfig });
    expect(await urlOfWorkload(cluster, 'shop', { app: 'web', tier: 'front' })).toBe(
      'http://10.0.0.7:30080/',
    );
    expect(await urlOfWorkload(cluster, 'shop', { app: 'api' })).toBeUndefined();
    fake.put(
      ingress({
        rules: [
          { host: 'shop.example', http: { paths: [{ path: '/', backend: { service: { name: 'web' } } }] } },
        ],
      }),
    );
    expect(await urlOfWorkload(cluster, 'shop', { app: 'web' })).toBe('http://shop.example/');
  });
});
