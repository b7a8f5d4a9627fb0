import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { closeServer, listen } from '../../test/support/listen.ts';
import { type MemoryRegistry, startMemoryRegistry } from '../../test/support/memory-registry.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { deployChart } from './helm-deploy.ts';
import { helmDeploy } from './template.ts';

const auth = { case: 'basic', username: 'release', password: 'chart-secret' } as const;
const basic = `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
const place = scratchDirectory();
const files = createServer((request, response) => {
  if (request.headers.authorization !== basic) return void response.writeHead(401).end();
  response.end(readFileSync(join(place, request.url ?? '')));
});
let cluster: FakeCluster;
let registry: MemoryRegistry;
let url: string;
let digest: string;

beforeAll(async () => {
  cluster = await startFakeCluster(undefined, { tls: true });
  registry = await startMemoryRegistry();
  url = `http://127.0.0.1:${await listen(files)}`;
  writeChart(join(place, 'chart'));
  const helm = (...args: string[]) =>
    execFileSync('helm', args, { cwd: place, encoding: 'utf8', stdio: 'pipe' });
  helm('package', 'chart');
  helm('repo', 'index', '.');
  await pushed(['push', '--plain-http', 'web-1.2.3.tgz', `oci://${registry.host}/charts`]);
  digest = registry.manifests.get('charts/web:1.2.3') ?? '';
});
afterAll(async () => {
  await cluster.close();
  await registry.close();
  await closeServer(files);
});

/** The registry answers in this process, which must not wait for Helm meanwhile. */
async function pushed(args: readonly string[]): Promise<void> {
  const { execFile } = await import('node:child_process');
  await new Promise<void>((resolve, reject) => {
    execFile('helm', args, { cwd: place }, (error) => (error === null ? resolve() : reject(error)));
  });
}

type Chart = GivenValues<typeof helmDeploy.inputs>['chart'];

async function start(chart: Chart) {
  return await runStep(helmDeploy, deployChart, {
    inputs: {
      chart,
      auth,
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      release: 'myapp',
      dryRun: true,
    },
  });
}

describe('templates/helm-deploy with Helm', () => {
  it('fetches a chart from a repository that asks who comes, in the version that is meant', async () => {
    const end = await start({ case: 'repository', url, name: 'web', chartVersion: '~1.2' });
    expect(end, end.log).toMatchObject({ status: 'success', outputs: { changed: true } });
    expect(end.log).toContain('make ConfigMap shop/myapp');
    expect(end.log).not.toContain('chart-secret');
    const none = await start({ case: 'repository', url, name: 'web', chartVersion: '9.0.0' });
    expect(none.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(
        /^The chart is not there: chart "web" matching 9\.0\.0 not found in target index/,
      ),
    });
  });

  it('fetches a chart from a registry: by version, as the newest, and by its digest', async () => {
    const ref = `oci://${registry.host}/charts/web`;
    const charts = [ref, `${ref}:1.2.3`, `${ref}@${digest}`].map(
      (one) => ({ case: 'oci', ref: one, insecure: true }) as const,
    );
    for (const chart of charts) {
      const end = await start(chart);
      expect(end, end.log).toMatchObject({ status: 'success', outputs: { changed: true } });
    }
    const none = await start({
      case: 'oci',
      ref: `oci://${registry.host}/charts/none:1.0.0`,
      insecure: true,
    });
    expect(none.failure, none.log).toMatchObject({ code: 'NOT_FOUND' });
  });
});
