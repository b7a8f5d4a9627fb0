import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { runImage } from '../../test/support/template-image.ts';
import { helmDeploy } from './template.ts';

const cluster = await startFakeCluster(undefined, { tls: true });
const silent = await startSilentServer();
afterAll(async () => {
  silent[Symbol.dispose]();
  await cluster.close();
});

function chart(): string {
  const workspace = scratchDirectory();
  writeChart(join(workspace, 'chart'));
  return workspace;
}

const inputs = {
  chart: { case: 'path', path: 'chart' },
  cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
  namespace: 'shop',
  release: 'myapp',
};

describeImage(helmDeploy, () => ({
  works: { network: 'host', workspace: chart(), inputs: { ...inputs, dryRun: true } },
  expectWorked: ({ stdout, stderr }) => {
    expect(stdout).toContain('make ConfigMap shop/myapp');
    expect(cluster.writes).toEqual([]);
    expect(`${stdout}${stderr}`).not.toContain('cluster-token');
  },
  missing: { says: 'helm-deploy: INPUT_MISSING: `chart` must be given' },
  slow: {
    network: 'host',
    inputs: {
      ...inputs,
      chart: { case: 'repository', url: `http://127.0.0.1:${silent.port}`, name: 'web' },
    },
    begun: () => silent.asked,
  },
}));

describe('templates/helm-deploy/helm-deploy.image with its Helm', () => {
  it('sets values and says what a chart lacks', async () => {
    const set = { ...inputs, set: { greeting: 'a,b={c}' }, dryRun: true };
    const end = await runImage(helmDeploy, { network: 'host', workspace: chart(), inputs: set });
    expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
    expect(end.stdout).toContain('+  greeting: a,b={c}');
    const bad = { ...inputs, values: 'greeting: { a: [' };
    const refused = await runImage(helmDeploy, { network: 'host', workspace: chart(), inputs: bad });
    expect(refused.stderr + refused.stdout).toContain('`values` must be YAML with names and values.');
  });
});
