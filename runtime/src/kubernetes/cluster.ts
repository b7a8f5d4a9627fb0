import { StepError } from '@stepyard/contract';
import { createHttp, type Http, type HttpRequest } from '@stepyard/contract/http';
import type { ClusterAccess, ClusterStep, Connection } from './access.ts';
import { connectionOf } from './connection.ts';
import { statusError } from './failure.ts';
import { statusOf, withPatience } from './internal-error.ts';
import { writeKubeconfig } from './kubeconfig-file.ts';
import { createResources, type Resources } from './resources.ts';

/** A request to the API server. */
export interface KubeRequest
  extends Pick<HttpRequest, 'method' | 'query' | 'retry' | 'timeoutMs' | 'maxBytes'> {
  /** What is asked for, as failures name it: `Deployment shop/web`. */
  readonly what: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Default: the signal of the step. Clean-ups give their own. */
  readonly signal?: AbortSignal;
}

/** A cluster and the account that speaks to it. */
export interface Cluster {
  /** URL of its API server. */
  readonly server: string;
  /** Namespace of what names none. */
  readonly namespace: string;
  readonly resources: Resources;
  readonly step: ClusterStep;
  /** @throws StepError in the words of the failure that it is. */
  call(path: string, request: KubeRequest): Promise<unknown>;
  /** The same, where `undefined` says that there is no such thing. */
  find(path: string, request: KubeRequest): Promise<unknown>;
  /** The answer as it is: logs. */
  text(path: string, request: KubeRequest): Promise<string>;
  /** For what is read as it comes. */
  readonly http: Http;
  headers(): Readonly<Record<string, string>>;
  /** A kubeconfig (0600) with this cluster, account and namespace alone, for kubectl and Helm. */
  kubeconfigFile(): Promise<string>;
}

/** Statuses whose bodies say more than the number does. */
const told = [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 500];
const largest = 64 << 20;

/** Opens the way to a cluster; nothing is asked of it yet. */
export async function openCluster(
  step: ClusterStep,
  access: ClusterAccess,
  namespace: string,
): Promise<Cluster> {
  const connection = await connectionOf(step, access);
  const { server, tls, proxy } = connection;
  const http = createHttp({
    mask: step.masked,
    tls,
    maxBytes: largest,
    ...(proxy !== undefined && { proxy: { url: proxy } }),
  });
  step.onEnd(() => http.close());
  let file: Promise<string> | undefined;

  async function ask(path: string, request: KubeRequest, absent: boolean): Promise<unknown> {
    const { what, body, contentType = 'application/json', accept = 'application/json', ...more } = request;
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const exchange = () =>
      http
        .request(`${server}${path}`, {
          signal: step.signal,
          ...more,
          headers: { ...headers(), accept, ...(sent !== undefined && bodyHeaders(contentType, sent)) },
          ...(sent !== undefined && { body: sent }),
          accept: told,
        })
        .catch((error: unknown) => {
          throw unanswered(error, server);
        });
    const answer = await withPatience(exchange, more);
    if (answer.status < 400) return accept.includes('json') ? answer.json() : answer.text();
    if (absent && answer.status === 404) return undefined;
    throw statusError(what, statusOf(answer), step.masked);
  }

  function headers(): Record<string, string> {
    const authorization = connection.authorization();
    return authorization === undefined ? {} : { authorization };
  }

  const cluster: Cluster = {
    server,
    namespace,
    step,
    http,
    headers,
    call: (path, request) => ask(path, request, false),
    find: (path, request) => ask(path, request, true),
    text: async (path, request) => String(await ask(path, { accept: '*/*', ...request }, false)),
    kubeconfigFile: () => (file ??= writeKubeconfig(step, connection, namespace)),
    get resources() {
      return resources;
    },
  };
  const resources = createResources(cluster);
  return cluster;
}

/** The length too: Node sends none with DELETE, which then has no body. */
function bodyHeaders(contentType: string, sent: string): Record<string, string> {
  return { 'content-type': contentType, 'content-length': String(Buffer.byteLength(sent)) };
}

/** What the client says of no answer, with what to do about a cluster. */
function unanswered(error: unknown, server: string): unknown {
  if (!(error instanceof StepError)) return error;
  const hint =
    error.code === 'TLS_UNTRUSTED'
      ? 'Give the CA certificate of this cluster: `certificate-authority-data` of the kubeconfig, or `ca`.'
      : error.code === 'UNREACHABLE'
        ? `Check that ${server} is the API server and may be reached from here, and that the cluster is well.`
        : undefined;
  return hint === undefined ? error : new StepError(error.code, error.message, { hint, cause: error });
}

export type { Connection };
