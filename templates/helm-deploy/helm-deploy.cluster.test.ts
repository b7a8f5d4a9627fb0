import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { at, listAt, numberAt, textAt } from '@stepyard/runtime/kubernetes';
import { runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNamespace, type RealNamespace } from '../../test/support/cluster/real-cluster.ts';
import { startTraffic } from '../../test/support/cluster/traffic.ts';
import { startWriteCounter } from '../../test/support/cluster/write-counter.ts';
import { deployChart } from './helm-deploy.ts';
import { readRevisions } from './releases.ts';
import { helmDeploy } from './template.ts';

let place: RealNamespace;
beforeEach(async () => {
  place = await openNamespace();
});
afterEach(() => place.remove());

type Inputs = GivenValues<typeof helmDeploy.inputs>;
const apps = { apiVersion: 'apps/v1', kind: 'Deployment' };
const serve = 'mkdir -p /tmp/w; echo $TEXT > /tmp/w/index.html; httpd -f -p 8080 -h /tmp/w';

/** A web server, with a hook before upgrades that takes its time and a test. */
function chartFiles(): Record<string, string> {
  const [repository = '', tag = ''] = place.image.split(/:(?=[^/]*$)/);
  return {
    'chart/Chart.yaml': 'apiVersion: v2\nname: mynginx\nversion: 1.0.0\n',
    'chart/values.yaml': `image: { repository: "${repository}", tag: "${tag}" }\ntext: first\npath: /\nhook: "true"\ntest: "true"\n`,
    'chart/templates/NOTES.txt': 'Greets with {{ .Values.text }}.\n',
    'chart/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  replicas: 2
  progressDeadlineSeconds: 8
  strategy: { rollingUpdate: { maxUnavailable: 0 } }
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: nginx
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          command: [sh, -c, ${JSON.stringify(`trap "" TERM; ${serve}`)}]
          env: [{ name: TEXT, value: {{ .Values.text | quote }} }]
          lifecycle: { preStop: { exec: { command: [sleep, "2"] } } }
          readinessProbe: { httpGet: { path: {{ .Values.path }}, port: 8080 }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { type: NodePort, selector: { app: {{ .Release.Name }} }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }} }
stringData: { password: geheim-98 }
`,
    'chart/templates/hook.yaml': pod('hook', 'pre-upgrade', '.Values.hook'),
    'chart/templates/test.yaml': pod('test', 'test', '.Values.test'),
  };
}

function pod(name: string, hook: string, value: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations: { helm.sh/hook: ${hook}, helm.sh/hook-delete-policy: before-hook-creation }
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 0
  containers: [{ name: a, image: "${place.image}", command: [sh, -c, {{ ${value} | quote }}] }]
`;
}

async function start(inputs: Partial<Inputs> = {}, more: object = {}) {
  const { kubeconfig, namespace } = place;
  const workspace = scratchDirectory();
  writeFiles(workspace, chartFiles());
  const since = Date.now();
  const end = await runStep(helmDeploy, deployChart, {
    workspace,
    inputs: {
      chart: { case: 'path', path: 'chart' },
      cluster: { case: 'kubeconfig', kubeconfig },
      namespace,
      release: 'myapp',
      ...inputs,
    },
    ...more,
  });
  return { ...end, seconds: (Date.now() - since) / 1000 };
}

const statuses = async () => (await readRevisions(place.cluster, 'myapp')).map(({ status }) => status);
const image = async () =>
  textAt(listAt(await place.get(apps, 'myapp'), 'spec', 'template', 'spec', 'containers')[0], 'image');

describe('templates/helm-deploy/helm-deploy.cluster', () => {
  it('T2.6: installs, upgrades, tests, and writes nothing the second time', async () => {
    const counter = await startWriteCounter(place.kubeconfig);
    const cluster = { case: 'kubeconfig', kubeconfig: counter.kubeconfig } as const;
    try {
      const first = await start({ cluster, tests: true });
      expect(first, first.log).toMatchObject({
        status: 'success',
        outputs: {
          revision: 1,
          status: 'deployed',
          changed: true,
          notes: 'Greets with first.',
          url: expect.stringMatching(/^http:\/\/\S+:3\d{4}\/$/),
        },
      });
      expect(first.log + readFileSync(join(first.workspace, 'helm-deploy.yaml'))).not.toContain('geheim-98');
      const written = counter.writes().length;
      expect(written).toBeGreaterThan(4);
      const again = await start({ cluster, tests: true });
      expect(again, again.log).toMatchObject({ outputs: { revision: 1, changed: false } });
      expect(counter.writes().slice(written)).toEqual([]);
      const next = await start({ cluster, set: { text: 'second' } });
      expect(next, next.log).toMatchObject({ outputs: { revision: 2, notes: 'Greets with second.' } });
    } finally {
      await counter.close();
    }
  });

  it('T2.6: leaves the image of the chart, or sets that of the build task', async () => {
    const other = place.image.replace(/^docker\.io\//, '').replace(/^(?!.*\/)/, 'docker.io/library/');
    const own = await start({ images: [{ container: 'nginx' }] });
    expect(own, own.log).toMatchObject({ status: 'success' });
    expect(await image()).toBe(place.image);
    const built = await start({ images: [{ container: 'nginx', image: other }] });
    expect(built, built.log).toMatchObject({ status: 'success', outputs: { revision: 2 } });
    expect(await image()).toBe(other);
  });

  it('fails with the reason before its time is over, and goes back while the previous version serves', async () => {
    const { outputs } = await start();
    const traffic = await startTraffic(textAt(outputs, 'url'));
    const end = await start({ set: { text: 'second', path: '/none' } });
    const { failed } = await traffic.end();
    expect(end.failure?.message).toMatch(
      /myapp .*Readiness probe failed: HTTP probe failed with statuscode: 404.* Rolled back: revision 1 runs again\.$/s,
    );
    expect(end.seconds).toBeLessThan(60);
    expect(failed).toEqual([]);
    expect(await statuses()).toEqual(['superseded', 'superseded', 'deployed']);
    const now = await place.get(apps, 'myapp');
    expect(numberAt(now, 'status', 'availableReplicas')).toBe(2);
    expect(JSON.stringify(at(now, 'spec', 'template'))).toContain('"first"');
  });

  it('recovers a release whose upgrade was killed', async () => {
    await start();
    await killedUpgrade();
    expect(await statuses()).toEqual(['deployed', 'pending-upgrade']);
    const end = await start({ set: { text: 'second' }, stuckAfter: '1s' });
    expect(end, end.log).toMatchObject({ status: 'success', outputs: { revision: 3, status: 'deployed' } });
    expect(end.log).toContain('Revision 2 of myapp was left pending-upgrade: it is marked as failed.');
    expect(await statuses()).toEqual(['superseded', 'failed', 'deployed']);
  });

  it('leaves the previous version deployed where it is cancelled in the middle', async () => {
    await start();
    const stop = new AbortController();
    const ended = start({ set: { text: 'second', hook: 'sleep 60' } }, { signal: stop.signal });
    while ((await statuses()).at(-1) !== 'pending-upgrade')
      await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    const end = await ended;
    expect(end, end.log).toMatchObject({ status: 'aborted', failure: { code: 'CANCELLED' } });
    expect((await statuses()).filter((status) => status === 'deployed')).toHaveLength(1);
    expect((await statuses()).some((status) => status.startsWith('pending-'))).toBe(false);
    expect(JSON.stringify(at(await place.get(apps, 'myapp'), 'spec', 'template'))).toContain('"first"');
  });

  it('leaves one revision deployed, and none in the middle, wherever it is cancelled', async () => {
    await start();
    const { seconds } = await start({ set: { text: 'v0', hook: 'sleep 1' } });
    for (let moment = 0; moment < 10; moment++) {
      const signal = AbortSignal.timeout(Math.round((seconds * 1000 * moment) / 9));
      const end = await start({ set: { text: `v${moment + 1}`, hook: 'sleep 1' } }, { signal });
      const now = await statuses();
      expect(
        now.filter((status) => status === 'deployed'),
        end.log,
      ).toHaveLength(1);
      expect(
        now.filter((status) => status.startsWith('pending-')),
        end.log,
      ).toEqual([]);
    }
    const after = await start({ set: { text: 'last' } });
    expect(after, after.log).toMatchObject({ status: 'success', outputs: { status: 'deployed' } });
  });

  it('uninstalls a new release that fails, goes back where the tests fail, and uninstalls', async () => {
    const none = await start({
      images: [{ container: 'nginx', image: '127.0.0.1:1/none:1' }],
      timeout: '20s',
    });
    expect(none.failure?.message).toMatch(/ Rolled back: the release, which was new, is uninstalled\.$/);
    expect(await statuses()).toEqual([]);
    await start();
    const tested = await start({ set: { text: 'second', test: 'echo not so; exit 1' }, tests: true });
    expect(tested.failure).toMatchObject({ code: 'TESTS_FAILED' });
    expect(tested.log).toContain('not so');
    const gone = await start({ chart: 'uninstall' });
    expect(gone, gone.log).toMatchObject({ status: 'success', outputs: { status: 'uninstalled' } });
    expect(await place.get(apps, 'myapp')).toBeUndefined();
    expect((await start({ chart: 'uninstall' })).outputs).toMatchObject({ changed: false });
  });
});

/** An upgrade of someone else, which waits for its hook when it is killed. */
async function killedUpgrade(): Promise<void> {
  const directory = scratchDirectory();
  writeFiles(directory, chartFiles());
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, place.kubeconfig);
  const args = [
    'upgrade',
    'myapp',
    'chart',
    '--set=text=killed,hook=sleep 60',
    `--namespace=${place.namespace}`,
  ];
  const helm = spawn('helm', args, { cwd: directory, env: { ...process.env, KUBECONFIG: kubeconfig } });
  const ended = new Promise((resolve) => helm.once('exit', resolve));
  while ((await statuses()).at(-1) !== 'pending-upgrade')
    await new Promise((resolve) => setTimeout(resolve, 50));
  helm.kill('SIGKILL');
  await ended;
}
