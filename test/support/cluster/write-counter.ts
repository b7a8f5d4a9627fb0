import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:https';
import { parse, stringify } from 'yaml';
import { closeServer, listen } from '../listen.ts';
import { loopbackCertificate } from '../loopback-certificate.ts';

export interface WriteCounter {
  /** Leads to the same cluster by way of the counter. */
  readonly kubeconfig: string;
  /** Requests that may change something: all but reads and dry runs. */
  writes(): readonly string[];
  close(): Promise<void>;
}

/** Stands before an API server and notes what is written to it. */
export async function startWriteCounter(kubeconfig: string): Promise<WriteCounter> {
  const config = parse(kubeconfig);
  const { cluster } = config.clusters[0];
  const upstream: string = cluster.server;
  const { user } = config.users[0];
  const data = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  const tls = {
    ca: data(cluster['certificate-authority-data']),
    cert: data(user['client-certificate-data']),
    key: data(user['client-key-data']),
  };
  const writes: string[] = [];
  // Helm sends no token without TLS.
  const server = createServer(loopbackCertificate, (asked, response) => {
    if (isWrite(asked)) writes.push(`${asked.method} ${asked.url}`);
    const { host: _, ...headers } = asked.headers;
    const sent = request(
      new URL(asked.url ?? '/', upstream),
      { ...tls, method: asked.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    sent.on('error', () => response.destroy());
    response.on('close', () => sent.destroy());
    asked.pipe(sent);
  });
  const port = await listen(server);
  cluster.server = `https://127.0.0.1:${port}`;
  cluster['certificate-authority-data'] = Buffer.from(loopbackCertificate.cert).toString('base64');
  return { kubeconfig: stringify(config), writes: () => writes, close: () => closeServer(server) };
}

function isWrite({ method = 'GET', url = '' }: IncomingMessage): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method) && !url.includes('dryRun=All');
}
