import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { startMemoryRegistry } from '../../test/support/memory-registry.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { runImage } from '../../test/support/template-image.ts';
import { chartPublish } from './template.ts';

const auth = { case: 'basic', username: 'release', password: 'chart-secret' };
const registry = await startMemoryRegistry({ user: { name: auth.username, password: auth.password } });
const silent = await startSilentServer();
const target = { case: 'oci', registry: `${registry.host}/charts` };

afterAll(async () => {
  silent[Symbol.dispose]();
  await registry.close();
});

function chart(more = ''): string {
  const workspace = scratchDirectory();
  writeChart(join(workspace, 'chart'), more);
  return workspace;
}

describeImage(chartPublish, () => ({
  works: {
    network: 'host',
    workspace: chart(),
    inputs: { path: 'chart', lint: 'warnings', target, auth },
  },
  expectWorked: ({ stdout }) => {
    expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
    expect(registry.manifests.get('charts/web:1.2.3')).toMatch(/^sha256:/);
  },
  missing: { says: 'chart-publish: INPUT_MISSING: `target` must be given' },
  slow: {
    network: 'host',
    workspace: chart(
      `dependencies: [{ name: db, version: 1.0.0, repository: "http://127.0.0.1:${silent.port}" }]\n`,
    ),
    inputs: { path: 'chart', dependencies: 'newest', target: 'none' },
    begun: () => silent.asked,
  },
}));

describe('templates/chart-publish/chart-publish.image', () => {
  it('checks by the Kubernetes version of its Helm, not by an old one', async () => {
    const inputs = { path: 'chart', target: 'none' };
    const newer = await runImage(chartPublish, { workspace: chart('kubeVersion: ">=1.30.0-0"\n'), inputs });
    expect(newer, newer.stdout + newer.stderr).toMatchObject({ status: 0 });
  });

  it('publishes the same version once, by the same digest', async () => {
    const run = () =>
      runImage(chartPublish, {
        network: 'host',
        workspace: chart(),
        inputs: { path: 'chart', chartVersion: '2.0.0', target, auth },
      });
    const ends = [await run(), await run()];
    expect(ends.map(({ status }) => status)).toEqual([0, 0]);
    expect(ends[1]?.outputs).toEqual(ends[0]?.outputs);
    expect(ends[1]?.stdout).toContain('is there already, with this content.');
  });
});
