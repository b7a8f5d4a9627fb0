import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { GivenValues } from '@stepyard/catalog';
import { type FakeAnswer, fakeExec, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { type Headers, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { type FakeHelm, fakeHelm } from '../../test/support/fake-helm.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { deployChart } from './helm-deploy.ts';
import { helmDeploy } from './template.ts';

let cluster: FakeCluster;
let helm: FakeHelm;
beforeEach(async () => {
  cluster = await startFakeCluster();
  helm = fakeHelm(cluster, { render: () => [] });
});
afterEach(() => cluster.close());

type Entry = Partial<Headers> & { readonly name: string; readonly text?: string | Buffer };
type Inputs = GivenValues<typeof helmDeploy.inputs>;

async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const writing = pack();
  for (const { text = '', ...header } of entries) writing.entry(header, header.type ? undefined : text);
  writing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of writing) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

const good: Entry = { name: 'web/Chart.yaml', text: 'name: web\nversion: 1.2.3\n' };

async function start(inputs: Partial<Inputs>, workspace: string, tools: readonly FakeAnswer[] = []) {
  return await runStep(helmDeploy, deployChart, {
    inputs: {
      chart: { case: 'path', path: 'web.tgz' },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      release: 'myapp',
      ...inputs,
    },
    workspace,
    exec: fakeExec([...tools, ...helm.answers]),
  });
}

async function startPacked(bytes: Buffer) {
  const workspace = scratchDirectory();
  writeFileSync(join(workspace, 'web.tgz'), bytes);
  return await start({}, workspace);
}

describe('templates/helm-deploy packages', () => {
  it('takes a package as it is, with packages in charts/', async () => {
    const inner = await archive([good]);
    const end = await startPacked(await archive([good, { name: 'web/charts/db-1.0.0.tgz', text: inner }]));
    expect(end, end.log).toMatchObject({ status: 'success' });
    expect(helm.done).toEqual([`upgrade myapp ${join(end.workspace, 'web.tgz')}`]);
  });

  it.each<[string, Entry, string]>([
    [
      'a link',
      { name: 'web/Chart.lock', type: 'symlink', linkname: '/root/.bashrc' },
      'must hold files only, and "web/Chart.lock" is a symlink',
    ],
    [
      'a hard link',
      { name: 'web/a', type: 'link', linkname: '/etc/passwd' },
      'must hold files only, and "web/a" is a link',
    ],
    [
      'a name that climbs',
      { name: 'web/../../.ssh/authorized_keys', text: 'x' },
      'must have names that stay within it, and has "web/../../.ssh/authorized_keys"',
    ],
    [
      'a whole path',
      { name: '/etc/cron.d/x', text: 'x' },
      'must have names that stay within it, and has "/etc/cron.d/x"',
    ],
    ['what is huge', { name: 'web/a', text: Buffer.alloc(65 << 20) }, 'must have at most 64 MiB unpacked'],
  ])('refuses %s before Helm reads it', async (_, entry, rule) => {
    const end = await startPacked(await archive([good, entry]));
    expect(end.failure).toMatchObject({ code: 'POLICY_REFUSED', message: `The chart web.tgz ${rule}.` });
    expect(end.calls).toEqual([]);
  });

  it('refuses the same in a package within, and what is no package', async () => {
    const inner = await archive([{ name: 'db/x', type: 'symlink', linkname: '/etc/passwd' }]);
    const within = await startPacked(await archive([good, { name: 'web/charts/db.tgz', text: inner }]));
    expect(within.failure?.message).toBe(
      'The chart web.tgz: web/charts/db.tgz must hold files only, and "db/x" is a symlink.',
    );
    expect((await startPacked(Buffer.from('<html>'))).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: 'The chart web.tgz must be a packed archive (.tgz).',
    });
  });

  it('says that there is no chart', async () => {
    const end = await start({}, scratchDirectory());
    expect(end.failure?.message).toBe(
      '`chart.path` must be a directory with Chart.yaml or a package, got "web.tgz".',
    );
  });
});

describe('templates/helm-deploy charts from elsewhere', () => {
  const auth = { case: 'basic', username: 'release', password: 'chart-secret' } as const;

  async function pulled(inputs: Partial<Inputs>) {
    const bytes = await archive([good]);
    const seen: string[] = [];
    const pull: FakeAnswer = {
      command: 'helm pull',
      run({ args, env }) {
        const to = args.find((arg) => arg.startsWith('--destination='))?.slice('--destination='.length) ?? '';
        writeFileSync(join(to, 'web-1.2.3.tgz'), bytes);
        for (const name of ['HELM_REGISTRY_CONFIG', 'HELM_REPOSITORY_CONFIG']) {
          const file = env[name] ?? '';
          if (existsSync(file))
            seen.push(`${(statSync(file).mode & 0o777).toString(8)} ${readFileSync(file)}`);
        }
      },
    };
    const end = await start(inputs, scratchDirectory(), [pull, { command: 'helm repo update' }]);
    const call = end.calls.find(({ args }) => args[0] === 'pull');
    expect(JSON.stringify([end.calls.map(({ args }) => args), end.log])).not.toContain('chart-secret');
    return { end, seen, args: call?.args.filter((arg) => !arg.startsWith('--destination=')) };
  }

  it('fetches from a repository, signed in by a file', async () => {
    const url = 'https://charts.example/shop';
    const chart = { case: 'repository', url, name: 'web', chartVersion: '~1.2' } as const;
    const { end, seen, args } = await pulled({ chart, auth });
    expect(end, end.log).toMatchObject({ status: 'success' });
    expect(args).toEqual(['pull', '--version=~1.2', '--', 'target/web']);
    expect(seen).toEqual([
      `600 {"apiVersion":"v1","repositories":[{"name":"target","url":"${url}","username":"release","password":"chart-secret"}]}`,
    ]);
  });

  it.each([
    [
      'oci://r.example:5000/charts/web',
      '1.2.3',
      ['--version=1.2.3', '--', 'oci://r.example:5000/charts/web'],
    ],
    [
      'oci://r.example/charts/web:1.2.3_b.5',
      undefined,
      ['--version=1.2.3+b.5', '--', 'oci://r.example/charts/web'],
    ],
    [
      `oci://r.example/web@sha256:${'a'.repeat(64)}`,
      undefined,
      ['--', `oci://r.example/web@sha256:${'a'.repeat(64)}`],
    ],
  ])('fetches %s from a registry', async (ref, chartVersion, expected) => {
    const chart = { case: 'oci', ref, ...(chartVersion !== undefined && { chartVersion }) } as const;
    const { end, seen, args } = await pulled({ chart, auth });
    expect(end, end.log).toMatchObject({ status: 'success' });
    expect(args).toEqual(['pull', ...expected]);
    expect(seen[0]).toContain('"auths":{"r.example');
  });

  it('refuses two versions for one chart', async () => {
    const chart = { case: 'oci', ref: 'oci://r.example/web:1.2.3', chartVersion: '1.3.0' } as const;
    expect((await start({ chart }, scratchDirectory())).failure?.message).toBe(
      '`chart.chartVersion` must be the version in `chart.ref`, "1.2.3", got "1.3.0".',
    );
  });

  it('fetches what a chart depends on, and refuses what lies outside of the workspace', async () => {
    const workspace = scratchDirectory();
    const chart = { case: 'path', path: 'chart', dependencies: 'locked' } as const;
    const depends = (url: string) => `dependencies: [{ name: db, version: 1.0.0, repository: "${url}" }]\n`;
    mkdirSync(join(workspace, 'db'));
    writeChart(join(workspace, 'chart'), depends('file://../db'));
    const tools = [{ command: 'helm dependency' }];
    const end = await start({ chart }, workspace, tools);
    expect(end.calls[0]?.args).toEqual(['dependency', 'build', '--', join(workspace, 'chart')]);
    writeChart(join(workspace, 'chart'), depends('file://../../..'));
    const outside = await start({ chart }, workspace, tools);
    expect(outside.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(outside.calls).toEqual([]);
  });
});
