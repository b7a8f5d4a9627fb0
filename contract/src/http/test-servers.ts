import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server on loopback; `origin` is where it is. */
export interface TestServer {
  readonly origin: string;
  readonly server: Server;
  close(): Promise<void>;
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  return listen(createServer(listener), 'http');
}

export async function serveTls(
  listener: RequestListener,
  tls: { key: string; cert: string },
): Promise<TestServer> {
  return listen(createTlsServer(tls, listener), 'https');
}

async function listen(server: Server, scheme: string): Promise<TestServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    server,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Certificates {
  readonly caFile: string;
  /** For 127.0.0.1 and localhost. */
  readonly good: { key: string; cert: string };
  /** For another host. */
  readonly other: { key: string; cert: string };
  /** Ended yesterday. */
  readonly expired: { key: string; cert: string };
  remove(): void;
}

/** A certificate authority of its own and what it signed. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
  );

  function sign(name: string, host: string, ...more: string[]): { key: string; cert: string } {
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${host}`);
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', ...files, ...more);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
  }

  return {
    caFile: join(folder, 'ca.pem'),
    good: sign('good', 'IP:127.0.0.1,DNS:localhost', '-days', '2'),
    other: sign('other', 'DNS:other.example', '-days', '2'),
    expired: sign('expired', 'IP:127.0.0.1', '-days', '-1'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
