import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface ContainerOptions {
  /** After the image. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Place in the container by place on this machine; `:ro` may follow. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly network?: string;
  /** Further arguments of `docker run`. */
  readonly run?: readonly string[];
  readonly stdin?: string;
}

export interface ContainerEnd {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whom files that a container writes belong to, so that this machine can remove them. */
export const uid = process.getuid?.() === 0 ? 1000 : (process.getuid?.() ?? 1000);

/** As the executors start containers: no root, no capabilities, a root file system that cannot be written. */
export const hardened = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  `--user=${uid}:${uid}`,
  '--tmpfs=/tmp:exec,mode=1777',
];

/** Runs a container of the image to its end and removes it. */
export async function runContainer(image: string, options: ContainerOptions = {}): Promise<ContainerEnd> {
  const container = startContainer(image, options);
  const [status, stdout, stderr] = await Promise.all([container.ended, container.stdout, container.stderr]);
  return { status, stdout, stderr };
}

export interface StartedContainer {
  readonly name: string;
  readonly ended: Promise<number>;
  readonly stdout: Promise<string>;
  readonly stderr: Promise<string>;
  /** Resolves when the text was printed; rejects when the container ends without it. */
  printed(text: string): Promise<void>;
}

export function startContainer(image: string, options: ContainerOptions = {}): StartedContainer {
  const { args = [], env = {}, mounts = {}, network = 'none', run = hardened, stdin } = options;
  const name = `stepyard-test-${randomUUID()}`;
  const child = spawn(
    'docker',
    [
      ...['run', '--rm', '--name', name, `--network=${network}`, ...run],
      ...(stdin === undefined ? [] : ['--interactive']),
      ...Object.entries(mounts).map(([to, from]) => `--volume=${mountOf(from, to)}`),
      ...Object.entries(env).map(([key, value]) => `--env=${key}=${value}`),
      ...[image, ...args],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stdin.on('error', () => {}); // a container that is gone reads nothing
  child.stdin.end(stdin);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? -1));
  });
  let seen = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (seen += String(bytes)));
  return {
    name,
    ended,
    stdout: text(child.stdout),
    stderr: text(child.stderr),
    printed: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => seen.includes(wanted) && resolve();
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
        look();
        ended.then(() => reject(new Error(`It ended without printing ${JSON.stringify(wanted)}: ${seen}`)));
      }),
  };
}

export async function dockerAnswer(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('docker', [...args], { maxBuffer: 64 << 20 });
  return stdout.trim();
}

/** This machine, as every container reaches it that is on a network at all. */
export async function bridgeGateway(): Promise<string> {
  return await gatewayOf('bridge');
}

/** This machine, as those on the network reach it. */
export async function gatewayOf(network: string): Promise<string> {
  return await dockerAnswer(
    ...['network', 'inspect', '--format={{(index .IPAM.Config 0).Gateway}}', network],
  );
}

function mountOf(from: string, to: string): string {
  return from.endsWith(':ro') ? `${from.slice(0, -3)}:${to}:ro` : `${from}:${to}`;
}
