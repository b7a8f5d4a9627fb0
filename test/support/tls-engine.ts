import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** The engine of this machine behind TLS. */
export interface TlsEngine {
  /** Host and port. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Opens engines of this machine to clients with a certificate of a CA, as `dockerd --tlsverify` does. */
export interface TlsEngines {
  start(server: KeyPair, caFile: string): Promise<TlsEngine>;
  /** A directory for DOCKER_CERT_PATH. */
  certificates(client: KeyPair, ca: string): string;
  remove(): void;
}

export function tlsEngines(socket = '/var/run/docker.sock'): TlsEngines {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-tls-engine-'));
  const program = join(folder, 'tls-engine');
  const source = new URL('tls-engine', import.meta.url).pathname;
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd: source, stdio: 'pipe' });
  } catch (error) {
    throw new Error('go is missing, or does not compile: install Go 1.24 or newer.', { cause: error });
  }
  function directory(files: Readonly<Record<string, string>>): string {
    const made = mkdtempSync(join(folder, 'certificates-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text, { mode: 0o600 });
    return made;
  }
  return {
    certificates: ({ cert, key }, ca) => directory({ 'ca.pem': ca, 'cert.pem': cert, 'key.pem': key }),
    async start({ cert, key }, caFile) {
      const own = directory({ 'cert.pem': cert, 'key.pem': key });
      const words = [join(own, 'cert.pem'), join(own, 'key.pem'), caFile, socket];
      const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await once(child.stdout, 'data');
      return {
        address: String(line).trim(),
        async stop() {
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        },
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
