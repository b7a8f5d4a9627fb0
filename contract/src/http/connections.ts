import { readFile } from 'node:fs/promises';
import type { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { StepError } from '../step-error.ts';
import { builtin } from './builtin.ts';
import type { HttpOptions } from './options.ts';
import { proxyFor } from './proxy.ts';

/** Connections that are kept for the next request, by how they are made. */
export interface Connections {
  agentFor(url: URL): Promise<Agent>;
  close(): void;
}

/** Shorter than any server keeps an idle connection, so that none is used that is just being closed. */
const idleMs = 4000;

/** The connections of a client: its proxy, what it trusts, and how it resolves names where no proxy does. */
export function createConnections(options: HttpOptions, lookup?: LookupFunction): Connections {
  const agents = new Map<string, Promise<Agent>>();
  let trust: Promise<{ ca?: string[] }> | undefined;

  async function make(protocol: string, proxy: string | undefined): Promise<Agent> {
    trust ??= readTrust(options.caFile);
    // Given, because NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    const proxyTls = { ...(await trust), rejectUnauthorized: true };
    const tls = { ...proxyTls, ...options.tls };
    const kept = { keepAlive: true, timeout: idleMs };
    if (proxy === undefined) {
      const own = { ...kept, ...(lookup === undefined ? {} : { lookup }) };
      if (protocol === 'http:') return new (builtin('node:http').Agent)(own);
      return new (builtin('node:https').Agent)({ ...own, ...tls });
    }
    if (protocol === 'http:') {
      return new (await import('http-proxy-agent')).HttpProxyAgent(proxy, { ...kept, ...proxyTls });
    }
    const agent = new (await import('https-proxy-agent')).HttpsProxyAgent(proxy, { ...kept, ...proxyTls });
    // Its own options hold for the proxy alone; those of Node's agent, which it empties, for the host behind it.
    return Object.assign(agent, { options: { path: undefined, ...tls } });
  }

  function agentFor(url: URL): Promise<Agent> {
    const proxy = proxyFor(url, options);
    const key = `${url.protocol} ${proxy ?? ''}`;
    const agent = agents.get(key) ?? make(url.protocol, proxy);
    agents.set(key, agent);
    return agent;
  }

  function close(): void {
    for (const agent of agents.values()) void agent.then((made) => made.destroy()).catch(() => undefined);
    agents.clear();
  }

  return { agentFor, close };
}

async function readTrust(caFile: string | undefined): Promise<{ ca?: string[] }> {
  if (caFile === undefined) return {};
  const pem = await readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw new StepError(
      'INPUT_INVALID',
      `The file of CA certificates ${JSON.stringify(caFile)} cannot be read.`,
      { hint: 'Give the path of a file in PEM format.', cause },
    );
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new StepError('INPUT_INVALID', `The file ${JSON.stringify(caFile)} holds no CA certificate.`, {
      hint: 'It must be in PEM format, with lines `-----BEGIN CERTIFICATE-----`.',
    });
  }
  const { getCACertificates } = builtin('node:tls');
  return { ca: [...getCACertificates('default'), pem] };
}
