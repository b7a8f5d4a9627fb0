import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { GivenValues } from '@stepyard/catalog';
import { textAt } from '@stepyard/runtime/kubernetes';
import { type FakeAnswer, fakeExec, runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { type FakeHelm, fakeHelm, infoOf, putRelease, releases } from '../../test/support/fake-helm.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { deployChart } from './helm-deploy.ts';
import { helmDeploy } from './template.ts';

type Inputs = GivenValues<typeof helmDeploy.inputs>;

let cluster: FakeCluster;
let helm: FakeHelm;
beforeEach(async () => {
  cluster = await startFakeCluster();
  helm = fakeHelm(cluster, { values: { greeting: 'hello' }, render, notes: 'Visit http://shop.example' });
});
afterEach(() => cluster.close());

function render({ greeting, password = 'geheim-98' }: Record<string, unknown>): object[] {
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { greeting } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login' }, stringData: { password } },
  ];
}

interface Start {
  readonly files?: Readonly<Record<string, string>>;
  readonly tools?: readonly FakeAnswer[];
  readonly task?: object;
  readonly claims?: string;
  readonly signal?: AbortSignal;
}

function start(inputs: Partial<Inputs> = {}, { files = {}, tools, ...more }: Start = {}) {
  const workspace = scratchDirectory();
  writeChart(join(workspace, 'chart'));
  writeFiles(workspace, files);
  return runStep(helmDeploy, deployChart, {
    inputs: {
      chart: { case: 'path', path: 'chart' },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      release: 'myapp',
      ...inputs,
    },
    workspace,
    exec: fakeExec(tools ?? helm.answers),
    ...more,
  });
}

const kept = () => releases(cluster, 'myapp').map((one) => textAt(one, 'metadata', 'labels', 'status'));

describe('templates/helm-deploy', () => {
  it('T2.6: installs a new release, upgrades one that is there, and writes nothing the second time', async () => {
    const first = await start({}, { task: {} });
    expect(first, first.log).toMatchObject({
      status: 'success',
      outputs: {
        revision: 1,
        status: 'deployed',
        changed: true,
        notes: 'Visit http://shop.example',
        manifest: 'task.yaml',
        diff: 'task.diff',
      },
    });
    const again = await start({}, { task: {} });
    expect(again.outputs).toMatchObject({ revision: 1, changed: false });
    expect(again.log).toContain('myapp is as it is to be: there is nothing to change.');
    const other = await start({ values: 'greeting: salut' }, { task: {} });
    expect(other.outputs).toMatchObject({ revision: 2, changed: true });
    expect(helm.done).toEqual([
      expect.stringMatching(/^upgrade myapp \/\S+\/chart$/),
      expect.stringMatching(/^upgrade myapp \/\S+\/chart$/),
    ]);
    expect(kept()).toEqual(['superseded', 'deployed']);
    // The stand-in of Helm puts what it deploys there by itself.
    expect(cluster.writes).toEqual([]);
  });

  it('shows what changes, keeps it and what is rendered, and hides values of Secrets', async () => {
    await start();
    const end = await start({ values: 'greeting: salut\npassword: other-77', dryRun: true });
    expect(end.outputs).toMatchObject({ revision: 1, changed: true });
    const diff = readFileSync(join(end.workspace, 'helm-deploy.diff'), 'utf8');
    expect(diff).toContain('-  greeting: hello\n+  greeting: salut');
    expect(diff).toContain('-  password: "*** (before)"\n+  password: "*** (after)"');
    expect(end.log).toContain('myapp is to be changed: the values are others.');
    const all = end.log + diff + readFileSync(join(end.workspace, 'helm-deploy.yaml'), 'utf8');
    expect(all).not.toMatch(/geheim-98|other-77|cluster-token/);
    expect(all).toContain('password: "***"');
    expect(helm.done).toHaveLength(1);
  });

  it('puts back what others took out of the cluster or changed there', async () => {
    await start();
    cluster.remove('ConfigMap', 'web');
    const end = await start();
    expect(end.outputs).toMatchObject({ revision: 2, changed: true });
    expect(end.log).toContain('make ConfigMap shop/web');
  });

  it('gives Helm values by files, single ones as JSON, and nothing of the machine', async () => {
    const end = await start(
      {
        valuesFiles: ['a,b.yaml'],
        secretValues: 'password: geheim-99',
        set: { 'ingress.hosts[0].host': 'a,b=c', replicaCount: '3', version: '1.10', on: 'true' },
      },
      { files: { 'a,b.yaml': 'greeting: hi\n' } },
    );
    const call = end.calls.find(({ args }) => !args.includes('--dry-run=server'));
    expect(call?.args.filter((arg) => !arg.startsWith('--values='))).toEqual([
      'upgrade',
      '--install',
      '--reset-values',
      '--history-max=10',
      expect.stringMatching(/^--timeout=\d{3}s$/),
      '--namespace=shop',
      '--disable-openapi-validation',
      '--set-json=ingress.hosts[0].host="a,b=c"',
      '--set-json=replicaCount=3',
      '--set-json=version="1.10"',
      '--set-json=on=true',
      '--output=json',
      '--',
      'myapp',
      join(end.workspace, 'chart'),
    ]);
    expect(JSON.stringify(end.calls)).not.toMatch(/geheim-99|post-renderer|atomic/);
    expect(call?.env).toMatchObject({
      HELM_PLUGINS: expect.stringMatching(/\/plugins$/),
      HELM_DRIVER: 'secret',
    });
  });

  it('runs the tests of the chart after a change only', async () => {
    await start({ tests: true });
    await start({ tests: true });
    expect(helm.done.map((line) => line.split(' ')[0])).toEqual(['upgrade', 'test']);
  });

  it('claims what it deploys: a later attempt takes it over, and does not deploy again', async () => {
    const claims = scratchDirectory();
    const first = await start({}, { claims, task: { attempt: 1 } });
    const second = await start({}, { claims, task: { attempt: 2 } });
    expect([first.outputs, second.outputs]).toMatchObject([{ changed: true }, { changed: true }]);
    cluster.remove('ConfigMap', 'web');
    expect((await start({}, { claims, task: { attempt: 3 } })).failure).toMatchObject({
      code: 'CONFLICT',
      message: 'The release myapp is not any more what an earlier attempt of this task deployed.',
    });
    expect(helm.done).toHaveLength(1);
    expect((await start({}, { claims, task: { attempt: 1 } })).failure?.code).toBe('SUPERSEDED');
  });

  it('uninstalls what is there, shows what goes, and does nothing for what is not', async () => {
    await start();
    const shown = await start({ chart: 'uninstall', dryRun: true });
    expect(shown.outputs).toMatchObject({ status: 'deployed', changed: true });
    expect(shown.log).toContain('delete ConfigMap web');
    const end = await start({ chart: 'uninstall' });
    expect(end.outputs).toMatchObject({ status: 'uninstalled', changed: true });
    expect(end.calls[0]?.args).toEqual([
      'uninstall',
      '--namespace=shop',
      '--wait',
      '--ignore-not-found',
      '--timeout=600s',
      '--',
      'myapp',
    ]);
    const again = await start({ chart: 'uninstall' });
    expect(again).toMatchObject({ status: 'success', outputs: { changed: false }, calls: [] });
  });
});

describe('templates/helm-deploy where it fails', () => {
  it('goes back to the revision before, in the words of what failed', async () => {
    await start();
    helm.fails = {
      stderr: 'Error: UPGRADE FAILED: pre-upgrade hooks failed: job failed: BackoffLimitExceeded\n',
    };
    const end = await start({ values: 'greeting: salut' });
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message:
        'A hook of the chart failed: UPGRADE FAILED: pre-upgrade hooks failed: job failed: BackoffLimitExceeded. Rolled back: revision 1 runs again.',
    });
    expect(helm.done.at(-1)).toBe('rollback myapp 1');
  });

  it('uninstalls a release that is new, and leaves it where that is wanted', async () => {
    helm.fails = { stderr: 'Error: INSTALLATION FAILED: something\n' };
    const left = await start({ rollback: 'none' });
    expect(left.failure?.code).toBe('TOOL_FAILED');
    expect(kept()).toEqual(['deployed']);
    for (const one of releases(cluster, 'myapp')) cluster.remove('Secret', one.metadata.name);
    const end = await start();
    expect(end.failure?.message).toMatch(/ Rolled back: the release, which was new, is uninstalled\.$/);
    expect(kept()).toEqual([]);
  });

  it('rolls nothing back where nothing was written', async () => {
    await start();
    helm.fails = {
      before: true,
      stderr: 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\n',
    };
    const end = await start({ values: 'greeting: salut' });
    expect(end.failure).toMatchObject({
      code: 'CONFLICT',
      message:
        'The release is being changed by someone else: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress.',
    });
    expect(helm.done.map((line) => line.split(' ')[0])).toEqual(['upgrade', 'upgrade']);
  });

  it('leaves the release usable where it is stopped in the middle', async () => {
    await start();
    const stop = new AbortController();
    const upgrade: FakeAnswer = {
      command: 'helm upgrade --install --reset-values --history-max=10',
      hangs: true,
      run() {
        const info = infoOf('pending-upgrade');
        putRelease(cluster, { name: 'myapp', info, version: 2 });
        setTimeout(() => stop.abort(), 20);
      },
    };
    const tools = [upgrade, ...helm.answers];
    const end = await start({ values: 'greeting: salut' }, { tools, signal: stop.signal });
    expect(end, end.log).toMatchObject({ status: 'aborted', failure: { code: 'CANCELLED' } });
    expect(kept()).toEqual(['deployed', 'failed']);
    expect(helm.done.at(-1)).toBe('rollback myapp 1');
    expect(end.log).toContain('myapp goes back to revision 1; nobody waits until it has.');
  });

  it('shows what would be refused before anything is written', async () => {
    cluster.refuse = ({ dryRun, object }) =>
      dryRun && object?.kind === 'ConfigMap'
        ? { code: 403, reason: 'Forbidden', message: 'configmaps "web" is forbidden: no' }
        : undefined;
    const end = await start();
    expect(end.failure?.message).toContain('ConfigMap web (web/templates/a.yaml:');
    expect(helm.done).toEqual([]);
  });
});

describe('templates/helm-deploy left in the middle', () => {
  function pending(last: string, labels: object = {}): void {
    const release = {
      name: 'myapp',
      info: infoOf('pending-upgrade', '', last),
      config: { n: 2 },
      version: 2,
    };
    putRelease(cluster, release, labels);
  }

  it('recovers what a killed upgrade left long ago, and goes on from it', async () => {
    await start();
    pending('2020-01-01T00:00:00Z');
    const end = await start({ values: 'greeting: salut' });
    expect(end, end.log).toMatchObject({ status: 'success', outputs: { revision: 3, changed: true } });
    expect(end.log).toContain('Revision 2 of myapp was left pending-upgrade: it is marked as failed.');
    expect(cluster.writes).toEqual(['PATCH Secret shop/sh.helm.release.v1.myapp.v2']);
    const data = textAt(cluster.get('Secret', 'sh.helm.release.v1.myapp.v2'), 'data', 'release');
    const text = gunzipSync(Buffer.from(Buffer.from(data, 'base64').toString(), 'base64')).toString();
    expect(JSON.parse(text)).toMatchObject({ info: { status: 'failed' }, config: { n: 2 } });
  });

  it('recovers at once what an earlier attempt of the same task left', async () => {
    const task = { project: 'p', run: 'p-7', task: 'deploy' };
    await start({}, { task });
    const labels = releases(cluster, 'myapp')[0]?.metadata.labels ?? {};
    pending(new Date().toISOString(), {
      'stepyard.dev/made-by': Reflect.get(labels, 'stepyard.dev/made-by'),
    });
    const end = await start({}, { task: { ...task, attempt: 2 } });
    expect(end, end.log).toMatchObject({ status: 'success', outputs: { revision: 3 } });
  });

  it('waits for a change by someone else, and in a dry run only tells of it', async () => {
    await start();
    pending(new Date().toISOString());
    const shown = await start({ dryRun: true });
    expect(shown).toMatchObject({ status: 'warning' });
    expect(shown.calls[0]?.args[0]).toBe('install');
    const end = await start({ stuckAfter: '1s' });
    expect(end.log).toContain('Revision 2 of myapp is pending-upgrade by someone else, and is waited for.');
    expect(end).toMatchObject({ status: 'success' });
  });
});

describe('templates/helm-deploy images of containers', () => {
  const pod = (containers: object[]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers },
  });
  const image = (value: unknown) => `${textAt(value, 'repository')}:${textAt(value, 'tag')}`;
  beforeEach(() => {
    helm.chart = {
      values: { image: { repository: 'r.example/nginx', tag: '1.0' }, side: 'r.example/log:2' },
      render: (values) => [
        pod([
          { name: 'nginx', image: image(values.image) },
          { name: 'log', image: String(values.side) },
          { name: 'fixed', image: 'r.example/fixed:1' },
        ]),
      ],
    };
  });
  const images = () => JSON.stringify(cluster.get('Pod', 'web')?.spec).match(/r\.[^"]+/g);
  const wait = 'none';

  it('T2.6: sets the image of the build task, and leaves that of the chart for 使用模板镜像', async () => {
    const own = await start({ wait, images: [{ container: 'nginx' }] });
    expect(own, own.log).toMatchObject({ status: 'success' });
    expect(images()).toEqual(['r.example/nginx:1.0', 'r.example/log:2', 'r.example/fixed:1']);
    const built = await start({
      wait,
      images: [
        { container: 'nginx', image: 'r.example/team/nginx:20181016' },
        { container: 'log', image: `r.example/log@sha256:${'a'.repeat(64)}` },
      ],
    });
    expect(built, built.log).toMatchObject({ status: 'success' });
    expect(images()).toEqual([
      'r.example/team/nginx:20181016',
      `r.example/log@sha256:${'a'.repeat(64)}`,
      'r.example/fixed:1',
    ]);
    expect(built.log).toContain(
      'Container nginx has the image r.example/team/nginx:20181016, by the value image',
    );
  });

  it('refuses containers that are not there, and images that no value sets', async () => {
    const unknown = await start({ images: [{ container: 'web', image: 'a:1' }] });
    expect(unknown.failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`images` must name containers of the chart, which has no "web".',
      hint: 'It has `nginx`, `log`, `fixed`.',
    });
    const fixed = await start({ images: [{ container: 'fixed', image: 'a:1' }] });
    expect(fixed.failure?.message).toBe(
      '`images` must set the image of container "fixed" (r.example/fixed) by a value of the chart, and none is known that holds it.',
    );
    const other = await start({ images: [{ container: 'fixed', image: 'a:1', value: 'side' }] });
    expect(other.failure?.message).toContain(
      'and `side`, `side with its tag` does not give it that image alone.',
    );
    expect(helm.done).toEqual([]);
  });
});

describe('templates/helm-deploy hostile charts', () => {
  const refusal = async (prepare: (chart: string) => void) => {
    const workspace = scratchDirectory();
    writeChart(join(workspace, 'chart'));
    prepare(join(workspace, 'chart'));
    const end = await runStep(helmDeploy, deployChart, {
      inputs: {
        chart: { case: 'path', path: 'chart' },
        cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
        namespace: 'shop',
        release: 'myapp',
      },
      workspace,
      exec: fakeExec([]),
    });
    expect(end.calls).toEqual([]);
    return end.failure;
  };

  it('refuses links out of the chart, before Helm reads it', async () => {
    expect(
      await refusal((chart) => symlinkSync('/etc/passwd', join(chart, 'templates/x.yaml'))),
    ).toMatchObject({
      code: 'POLICY_REFUSED',
      message:
        'The chart chart must stay within itself; the link templates/x.yaml leads out of it, or nowhere.',
    });
    const lock = await refusal((chart) => {
      mkdirSync(join(chart, '../home'));
      writeFileSync(join(chart, '../home/.bashrc'), '');
      symlinkSync('../home/.bashrc', join(chart, 'Chart.lock'));
    });
    expect(lock?.message).toContain('the link Chart.lock leads out of it');
  });
});
