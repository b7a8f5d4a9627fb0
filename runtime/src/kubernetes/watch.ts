import type { IncomingMessage } from 'node:http';
import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { Cluster } from './cluster.ts';
import { at, isKubeObject, type KubeObject, listAt, textAt } from './object.ts';

/** A collection of a cluster as it is now. */
export interface Observed {
  items(): readonly KubeObject[];
  /** It was read at least once, or will never be. */
  readonly known: () => boolean;
}

export interface Observation {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What is watched, as failures name it. */
  readonly what: string;
  /** Rights to it may be missing: then it stays empty. */
  readonly optional?: boolean;
}

const serverSeconds = 45;
const silenceMs = 60_000;
const pauseMs = 1_000;

/** Keeps a collection current until the signal is aborted; `changed` is called after each change. */
export function observe(
  cluster: Cluster,
  observation: Observation,
  changed: () => void,
  failed: (error: unknown) => void,
  signal: AbortSignal,
): Observed {
  const items = new Map<string, KubeObject>();
  let known = false;
  void follow().catch((error: unknown) => {
    if (!signal.aborted) failed(error);
  });

  async function follow(): Promise<void> {
    for (;;) {
      const version = await list().catch((error: unknown) => {
        if (observation.optional !== true || !isRefusal(error)) throw error;
        cluster.step.log.warn(`${error.message} Reasons that stand there are not shown.`);
        return undefined;
      });
      known = true;
      changed();
      if (version === undefined) return;
      // Whatever ends it, the list is read again: nothing is missed.
      await events(version).catch(() => undefined);
      if (signal.aborted) return;
      await pause(pauseMs, signal);
    }
  }

  async function list(): Promise<string> {
    const { path, query, what } = observation;
    const found = await cluster.call(path, { what, signal, ...(query !== undefined && { query }) });
    items.clear();
    const shared = {
      apiVersion: textAt(found, 'apiVersion'),
      kind: textAt(found, 'kind').replace(/List$/, ''),
    };
    for (const item of listAt(found, 'items')) {
      // Items of a list leave out what the list says for all.
      const object = isRecord(item) ? { ...shared, ...item } : item;
      if (isKubeObject(object)) items.set(textAt(object, 'metadata', 'uid'), object);
    }
    return textAt(found, 'metadata', 'resourceVersion');
  }

  async function events(resourceVersion: string): Promise<void> {
    const url = new URL(`${cluster.server}${observation.path}`);
    const query = {
      ...observation.query,
      watch: 'true',
      resourceVersion,
      timeoutSeconds: String(serverSeconds),
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    for await (const line of await lines(cluster, url, signal)) {
      const event: unknown = JSON.parse(line);
      const object = at(event, 'object');
      if (textAt(event, 'type') === 'ERROR' || !isKubeObject(object)) return;
      const uid = textAt(object, 'metadata', 'uid');
      if (textAt(event, 'type') === 'DELETED') items.delete(uid);
      else items.set(uid, object);
      changed();
    }
  }

  return { items: () => [...items.values()], known: () => known };
}

function isRefusal(error: unknown): error is StepError {
  return error instanceof StepError && ['AUTH_FAILED', 'POLICY_REFUSED', 'NOT_FOUND'].includes(error.code);
}

async function lines(cluster: Cluster, url: URL, signal: AbortSignal): Promise<AsyncIterable<string>> {
  const agent = await cluster.http.agentFor(url);
  const { request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  const { createInterface } = process.getBuiltinModule('node:readline');
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, {
      agent,
      signal,
      headers: { ...cluster.headers(), accept: 'application/json' },
    });
    sent.setTimeout(silenceMs, () => sent.destroy(new Error('the cluster is silent')));
    sent.on('error', reject);
    sent.once('response', resolve);
    sent.end();
  });
  if ((answer.statusCode ?? 0) >= 400) {
    answer.resume();
    throw new Error(`the watch was answered by ${answer.statusCode}`);
  }
  return createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
