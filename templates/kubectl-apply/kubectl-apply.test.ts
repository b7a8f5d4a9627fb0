import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { type FakeAnswer, fakeExec, runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { closeServer, listen } from '../../test/support/listen.ts';
import { applyManifests } from './kubectl-apply.ts';
import { kubectlApply } from './template.ts';

let cluster: FakeCluster;
beforeEach(async () => {
  cluster = await startFakeCluster();
});
afterEach(() => cluster.close());

const config = (name: string, data = '{ a: "1" }') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: ${data}\n`;
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a, image: "r.example/web:1" }] }\n';

type Inputs = GivenValues<typeof kubectlApply.inputs>;

interface Start {
  readonly files?: Readonly<Record<string, string>>;
  readonly tools?: readonly FakeAnswer[];
  readonly task?: object;
  readonly claims?: string;
  readonly prepare?: (workspace: string) => void;
}

function start(inputs: Partial<Inputs>, { files = {}, tools = [], prepare, ...more }: Start = {}) {
  const workspace = scratchDirectory();
  writeFiles(workspace, files);
  prepare?.(workspace);
  return runStep(kubectlApply, applyManifests, {
    inputs: {
      source: { case: 'text', text: config('a') },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      ...inputs,
    },
    workspace,
    exec: fakeExec(tools),
    ...more,
  });
}

const files = (...manifests: string[]) => ({ case: 'files', manifests }) as const;

describe('templates/kubectl-apply', () => {
  it('applies files, patterns and directories, each object once, and keeps the diff', async () => {
    const end = await start(
      { source: files('deploy', '/app/extra/*.yaml', 'one.json') },
      {
        files: {
          'deploy/a.yaml': config('a'),
          'deploy/more/b.yml': config('b'),
          'deploy/README.md': 'no manifest: [',
          'extra/c.yaml': config('c'),
          'one.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"d"}}',
        },
      },
    );
    expect(end, end.log).toMatchObject({
      status: 'success',
      outputs: {
        changed: ['a', 'b', 'c', 'd'].map((name) => `ConfigMap shop/${name}`),
        deleted: [],
        unchanged: 0,
      },
    });
    expect(readFileSync(join(end.workspace, 'kubectl-apply.diff'), 'utf8')).toContain(
      '+++ new/ConfigMap shop/a',
    );
    expect(cluster.writes).toHaveLength(4);
    expect(end.log).not.toContain('cluster-token');
  });

  it('T2.12: writes nothing the second time, and nothing at all in a dry run', async () => {
    expect((await start({ dryRun: true })).outputs).toMatchObject({
      changed: ['ConfigMap shop/a'],
      unchanged: 0,
    });
    expect(cluster.writes).toEqual([]);
    await start({});
    expect((await start({})).outputs).toMatchObject({ changed: [], unchanged: 1 });
    expect(cluster.writes).toEqual(['PATCH ConfigMap shop/a']);
  });

  it('puts images in, and refuses one that no manifest has', async () => {
    const images = [{ name: 'r.example/web', image: 'r.example/web:2' }];
    await start({ source: { case: 'text', text: pod }, images, wait: 'none' });
    expect(cluster.get('Pod', 'web')?.spec).toEqual({
      containers: [{ name: 'a', image: 'r.example/web:2' }],
    });
    expect((await start({ images })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`images` must name images of the manifests, which have no "r.example/web".',
    });
  });

  it('builds with kustomize, without an account of the cluster', async () => {
    const tools = [{ command: 'kubectl kustomize', stdout: config('built') }];
    const source = { case: 'kustomize', path: 'overlay' } as const;
    const end = await start({ source }, { tools, files: { 'overlay/kustomization.yaml': '' } });
    expect(end.outputs).toMatchObject({ changed: ['ConfigMap shop/built'] });
    expect(end.calls[0]).toMatchObject({
      args: ['kustomize', '--', join(end.workspace, 'overlay')],
      env: { KUBECONFIG: '/dev/null' },
    });
    expect((await start({ source })).failure?.message).toBe(
      '`source.path` must hold a kustomization.yaml, got "overlay".',
    );
    const broken = [{ command: 'kubectl', status: 1, stderr: 'error: no such file: "x.yaml"\n' }];
    const failed = await start({ source }, { tools: broken, files: { 'overlay/kustomization.yaml': '' } });
    expect(failed.failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`source.path` must be what kustomize can build, which says: no such file: "x.yaml".',
    });
  });

  it('reads URLs', async () => {
    const server = createServer((_request, response) => response.end(config('far')));
    const url = `http://127.0.0.1:${await listen(server)}/deploy/far.yaml`;
    const end = await start({ source: { case: 'urls', urls: [url] } });
    await closeServer(server);
    expect(end.outputs).toMatchObject({ changed: ['ConfigMap shop/far'] });
  });

  it('stays in the workspace', async () => {
    const prepare = (workspace: string) => symlinkSync('/etc/hostname', join(workspace, 'link.yaml'));
    const end = await start({ source: files('link.yaml') }, { prepare });
    expect(end.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect((await start({ source: files('none/*.yaml') })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`source.manifests` must name files, and nothing matches "none/*.yaml".',
    });
    expect((await start({ source: { case: 'text', text: '# nothing\n' } })).failure?.message).toBe(
      '`source` must hold at least one object, and has none.',
    );
  });

  it('makes a namespace that is missing, and touches none that is there', async () => {
    const end = await start({ namespace: 'fresh', createNamespace: true, wait: 'none' }, { prepare: settle });
    expect(end.outputs).toMatchObject({ changed: ['Namespace fresh', 'ConfigMap fresh/a'] });
    await start({ createNamespace: true });
    expect(cluster.writes.filter((write) => write.includes('Namespace'))).toEqual(['PATCH Namespace fresh']);
  });

  it('shows what it will delete before it writes, and deletes it at the end', async () => {
    const prune = { case: 'set', set: 'web' } as const;
    await start({ source: { case: 'text', text: `${config('a')}---\n${config('old')}` }, prune });
    const end = await start({ source: { case: 'text', text: config('a', '{ a: "2" }') }, prune });
    expect(end.outputs).toMatchObject({ changed: ['ConfigMap shop/a'], deleted: ['ConfigMap shop/old'] });
    expect(cluster.writes.slice(-2)).toEqual(['PATCH ConfigMap shop/a', 'DELETE ConfigMap shop/old']);
    expect(end.log.indexOf('delete ConfigMap shop/old')).toBeLessThan(
      end.log.indexOf('ConfigMap shop/a: changed'),
    );
  });

  it('claims what it applies: a later attempt takes it over, an older one writes no more', async () => {
    const claims = scratchDirectory();
    const first = await start({}, { claims, task: { attempt: 1 } });
    const found = cluster.get('ConfigMap', 'a');
    if (found !== undefined) cluster.put({ ...found, data: { a: 'changed by hand' } });
    const second = await start({}, { claims, task: { attempt: 2 } });
    expect(second.outputs).toMatchObject({ changed: ['ConfigMap shop/a'] });
    expect(first.outputs).toMatchObject({ changed: ['ConfigMap shop/a'] });
    expect(cluster.writes).toHaveLength(1);
    expect((await start({}, { claims, task: { attempt: 1 } })).failure?.code).toBe('SUPERSEDED');
    expect(existsSync(claims)).toBe(true);
  });

  it('says where it is reached', async () => {
    const ingress = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec: { rules: [{ host: shop.example }] }\n`;
    const end = await start({ source: { case: 'text', text: ingress } });
    expect(end.outputs).toMatchObject({ url: 'http://shop.example/' });
  });

  it('ends when it is told to, and leaves what it applied', async () => {
    const stop = new AbortController();
    const inputs: Inputs = {
      source: { case: 'text', text: pod },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
    };
    const ended = runStep(kubectlApply, applyManifests, { inputs, signal: stop.signal });
    while (cluster.get('Pod', 'web') === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await ended).toMatchObject({ status: 'aborted', failure: { code: 'CANCELLED' } });
    expect(cluster.get('Pod', 'web')).toBeDefined();
  });
});

/** The cluster says of a fresh namespace that it is active. */
function settle(): void {
  const timer = setInterval(() => {
    const found = cluster.get('Namespace', 'fresh');
    if (found === undefined) return;
    clearInterval(timer);
    cluster.put({ ...found, status: { phase: 'Active' } });
  }, 5);
  timer.unref();
}
