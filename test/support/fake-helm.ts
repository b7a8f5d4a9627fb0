import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { isKubeObject, type KubeObject, textAt } from '@stepyard/runtime/kubernetes';
import type { FakeAnswer } from '@stepyard/runtime/testing';
import { parse } from 'yaml';
import type { FakeCluster } from './cluster/fake-cluster.ts';

/** What a chart comes to by its values. */
export interface FakeChart {
  readonly version?: string;
  readonly values?: object;
  readonly notes?: string;
  render(values: Record<string, unknown>): readonly object[];
}

export interface FakeHelm {
  readonly answers: readonly FakeAnswer[];
  /** The words of each command that is no dry run, options left out. */
  readonly done: readonly string[];
  chart: FakeChart;
  /** Fails the next deployment after its revision is written, or says why it is refused before. */
  fails: { readonly stderr: string; readonly before?: true } | undefined;
}

/** A stand-in of Helm that keeps releases in a stand-in of a cluster, as Helm does. */
export function fakeHelm(cluster: FakeCluster, chart: FakeChart): FakeHelm {
  const done: string[] = [];
  let shown = '';
  const helm: FakeHelm = { chart, fails: undefined, done, answers: [] };

  function rendered(args: readonly string[]) {
    const config = given(args);
    const { values = {}, version = '1.2.3', notes = '' } = helm.chart;
    const objects = helm.chart.render({ ...values, ...config });
    const manifest = objects
      .map((one) => `---\n# Source: web/templates/a.yaml\n${JSON.stringify(one)}\n`)
      .join('');
    return { objects, config, manifest, notes, chart: { metadata: { name: 'web', version }, values } };
  }

  function deploy({ args }: { readonly args: readonly string[] }): void {
    const { objects, notes, ...rest } = rendered(args);
    const name = args.at(-2) ?? '';
    const last = newest(cluster, name);
    const version = Number(textAt(last, 'metadata', 'labels', 'version') || 0) + 1;
    const release = { name, info: infoOf('deployed', notes), ...rest, version, hooks: [] };
    if (args.includes('--dry-run=server')) {
      shown = JSON.stringify(release);
      return;
    }
    shown = '{}';
    done.push(words(args));
    if (helm.fails?.before) return;
    if (last !== undefined) relabel(cluster, last, 'superseded');
    const label = args.find((arg) => arg.startsWith('--labels='))?.slice('--labels='.length);
    putRelease(cluster, release, label === undefined ? {} : Object.fromEntries([label.split('=')]));
    if (helm.fails !== undefined) return;
    for (const object of objects.map(placed)) if (isKubeObject(object)) cluster.put(object);
  }

  const failing = {
    get status() {
      return helm.fails === undefined || shown !== '{}' ? 0 : 1;
    },
    get stderr() {
      return helm.fails === undefined || shown !== '{}' ? '' : helm.fails.stderr;
    },
    get stdout() {
      return shown;
    },
  };
  const note = ({ args }: { readonly args: readonly string[] }) => void done.push(words(args));
  // Getters would be read at once by a spread.
  const upgrade = Object.defineProperties(
    { command: /^helm (upgrade|install) /, run: deploy },
    Object.getOwnPropertyDescriptors(failing),
  );
  const answers: FakeAnswer[] = [
    upgrade,
    {
      command: 'helm uninstall',
      run(call) {
        note(call);
        for (const one of releases(cluster, call.args.at(-1) ?? ''))
          cluster.remove('Secret', one.metadata.name);
      },
    },
    { command: 'helm rollback', run: note },
    { command: 'helm test', run: note },
  ];
  return Object.assign(helm, { answers });
}

function placed(object: object): object {
  const metadata = Object.assign({ namespace: 'shop' }, Reflect.get(object, 'metadata'));
  return { ...object, metadata };
}

function words(args: readonly string[]): string {
  return args.filter((arg) => !arg.startsWith('--')).join(' ');
}

function given(args: readonly string[]): Record<string, unknown> {
  const files = args.filter((arg) => arg.startsWith('--values=')).map((arg) => arg.slice('--values='.length));
  return Object.assign({}, ...files.map((file) => parse(readFileSync(file, 'utf8')) ?? {}));
}

export function infoOf(status: string, notes = '', last = new Date().toISOString()): object {
  return { first_deployed: last, last_deployed: last, deleted: '', description: 'a "word"', status, notes };
}

interface KeptRelease {
  readonly name: string;
  readonly version: number;
  readonly info: object;
}

/** Puts a revision there, as Helm keeps it. */
export function putRelease(cluster: FakeCluster, release: KeptRelease, labels: object = {}): void {
  const { name, version, info } = release;
  const packed = gzipSync(JSON.stringify(release)).toString('base64');
  cluster.put({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `sh.helm.release.v1.${name}.v${version}`,
      namespace: 'shop',
      labels: { ...labels, owner: 'helm', name, version: String(version), status: textAt(info, 'status') },
    },
    data: { release: Buffer.from(packed).toString('base64') },
  });
}

export function releases(cluster: FakeCluster, name: string): KubeObject[] {
  const version = (one: KubeObject) => Number(textAt(one, 'metadata', 'labels', 'version'));
  return cluster
    .objects()
    .filter((one) => one.kind === 'Secret' && textAt(one, 'metadata', 'labels', 'name') === name)
    .sort((a, b) => version(a) - version(b));
}

function newest(cluster: FakeCluster, name: string): KubeObject | undefined {
  return releases(cluster, name).at(-1);
}

function relabel(cluster: FakeCluster, object: KubeObject, status: string): void {
  const labels = Object.assign({}, object.metadata.labels, { status });
  cluster.put({ ...object, metadata: { ...object.metadata, labels } });
}
