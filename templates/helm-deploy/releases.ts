import { gunzipSync } from 'node:zlib';
import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import {
  at,
  type Cluster,
  isKubeObject,
  type KubeObject,
  listAt,
  numberAt,
  textAt,
} from '@stepyard/runtime/kubernetes';

/** A revision of a release, by what the labels of its Secret say. */
export interface Revision {
  readonly version: number;
  readonly status: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly title: string;
}

/** A revision as Helm keeps it. */
export interface Release {
  readonly version: number;
  readonly status: string;
  readonly manifest: string;
  readonly hooks: readonly string[];
  readonly notes: string;
  /** The values that were given, not those of the chart. */
  readonly config: unknown;
  /** Name and version. */
  readonly chart: string;
  /** When it was last touched, in milliseconds. */
  readonly touched: number;
}

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json';
const largest = 64 << 20;

/**
 * All revisions of a release, the oldest first; none where it is not installed.
 * Source: https://helm.sh/docs/topics/advanced/#storage-backends
 */
export async function readRevisions(
  cluster: Cluster,
  release: string,
  signal?: AbortSignal,
): Promise<Revision[]> {
  const secrets = `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/secrets`;
  const answer = await cluster.call(secrets, {
    what: `The list of revisions of ${release} (Secrets)`,
    accept: metadataOnly,
    query: { labelSelector: `owner=helm,name=${release}` },
    ...(signal !== undefined && { signal }),
  });
  const found = listAt(answer, 'items').map((item) => {
    const labels = at(item, 'metadata', 'labels');
    const name = textAt(item, 'metadata', 'name');
    return {
      version: Number(textAt(labels, 'version')),
      status: textAt(labels, 'status'),
      labels: isRecord(labels) ? labels : {},
      path: `${secrets}/${encodeURIComponent(name)}`,
      title: `Revision ${textAt(labels, 'version')} of ${release}`,
    };
  });
  return found.filter(({ version }) => version > 0).sort((a, b) => a.version - b.version);
}

/** What a revision holds; `undefined` where it has gone since. */
export async function readRelease(
  cluster: Cluster,
  revision: Pick<Revision, 'path' | 'title'>,
  signal?: AbortSignal,
): Promise<{ readonly release: Release; readonly secret: KubeObject; readonly text: string } | undefined> {
  const { path, title } = revision;
  const secret = await cluster.find(path, { what: title, ...(signal !== undefined && { signal }) });
  if (!isKubeObject(secret)) return undefined;
  const text = unpack(textAt(secret, 'data', 'release'), title);
  return { release: toRelease(JSON.parse(text)), secret, text };
}

/** Takes what Helm writes of a release, in its Secret or as JSON on its output. */
export function toRelease(value: unknown): Release {
  const hooks = listAt(value, 'hooks').map((hook) => textAt(hook, 'manifest'));
  return {
    version: numberAt(value, 'version') ?? 0,
    status: textAt(value, 'info', 'status'),
    manifest: textAt(value, 'manifest'),
    hooks: hooks.sort(),
    notes: textAt(value, 'info', 'notes'),
    config: at(value, 'config') ?? {},
    chart: `${textAt(value, 'chart', 'metadata', 'name')} ${textAt(value, 'chart', 'metadata', 'version')}`,
    touched: Date.parse(textAt(value, 'info', 'last_deployed')),
  };
}

/** Base64 for the Secret, base64 and gzip of Helm. */
function unpack(data: string, title: string): string {
  try {
    const packed = Buffer.from(Buffer.from(data, 'base64').toString(), 'base64');
    const text = packed[0] === 0x1f ? gunzipSync(packed, { maxOutputLength: largest }) : packed;
    JSON.parse(text.toString());
    return text.toString();
  } catch (error) {
    throw new StepError('REJECTED', `${title} is not kept in the way of Helm 3.`, {
      hint: 'See it by `helm history`; Stepyard reads releases that Helm keeps in Secrets.',
      cause: error,
    });
  }
}

/** The newest revision that ran before this one. */
export function previousOf(revisions: readonly Revision[], version: number): number | undefined {
  return revisions.findLast((one) => one.version < version && ['deployed', 'superseded'].includes(one.status))
    ?.version;
}
