import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A registry of images on loopback. */
export interface ImageRegistry {
  /** Host and port, as in an image's name. */
  readonly host: string;
  stop(): Promise<void>;
}

export interface ImageRegistryOptions {
  /** Who may read and write; absent: anybody. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Where it listens; absent: on loopback. */
  readonly address?: string;
}

/** Starts Debian's docker-registry with an empty store. */
export async function startImageRegistry({
  user,
  address = '127.0.0.1',
}: ImageRegistryOptions = {}): Promise<ImageRegistry> {
  assertTool('docker-registry', '--version', 'docker-registry');
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-registry-'));
  const port = await freePort(address);
  const auth: Record<string, string>[] = [];
  if (user !== undefined) {
    assertTool('htpasswd', '-nbB x y', 'apache2-utils');
    const line = execFileSync('htpasswd', ['-nbB', user.name, user.password], { encoding: 'utf8' });
    writeFileSync(join(folder, 'htpasswd'), line);
    auth.push({ realm: 'test', path: join(folder, 'htpasswd') });
  }
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: `${address}:${port}` },
    ...(auth[0] && { auth: { htpasswd: auth[0] } }),
  };
  // Every JSON text is YAML.
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  const registry = { host: `${address}:${port}`, stop: () => stop(child, folder) };
  await answers(registry.host, child);
  return registry;
}

/** Starts a registry that has the referrers API, which docker-registry 2.8 lacks. */
export async function startReferrersRegistry(): Promise<ImageRegistry> {
  assertTool('go', 'version', 'golang');
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-registry-'));
  const source = new URL('referrers-registry', import.meta.url).pathname;
  const program = join(folder, 'registry');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: source, stdio: 'pipe' });
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout, 'data');
  return { host: String(line).trim(), stop: () => stop(child, folder) };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function answers(host: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    const answered = await fetch(`http://${host}/v2/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(25);
  }
  throw new Error(`docker-registry did not answer at ${host}`);
}

async function freePort(on: string): Promise<number> {
  const server = createServer().listen(0, on);
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function assertTool(tool: string, args: string, packageName: string): void {
  try {
    execFileSync(tool, args.split(' '), { stdio: 'ignore' });
  } catch {
    throw new Error(`${tool} is missing: install it with \`apt-get install ${packageName}\`.`);
  }
}
