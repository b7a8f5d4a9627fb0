import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What `docker` answers on its standard output; throws with its last words. */
export async function docker(...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute('docker', [...args], { maxBuffer: 64 << 20, env: environment });
    return stdout.trim();
  } catch (error) {
    throw new Error(`docker ${args[0]} failed: ${wordsOf(error)}`, { cause: error });
  }
}

/** Streams through `docker`, for what is too large to hold. */
export async function dockerStream(args: readonly string[], input?: Readable, output?: Writable) {
  const child = spawn('docker', [...args], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = text(child.stderr);
  const ended = once(child, 'close');
  await Promise.all([
    input === undefined ? child.stdin.end() : pipeline(input, child.stdin),
    output === undefined ? child.stdout.resume() : pipeline(child.stdout, output),
  ]);
  const [status] = await ended;
  if (status !== 0) throw new Error(`docker ${args[0]} ended with ${status}: ${await said}`);
}

/** The id of an image that the engine has. */
export async function imageId(name: string): Promise<string | undefined> {
  return docker('image', 'inspect', '--format', '{{.Id}}', name).catch(() => undefined);
}

/** The engine's own architecture, as images name it. */
export async function engineArchitecture(): Promise<string> {
  try {
    return await docker('version', '--format', '{{.Server.Arch}}');
  } catch (cause) {
    throw new Error(
      'No Docker engine answers. Start one (`dockerd &`), or point DOCKER_HOST to one; images are built by it.',
      { cause },
    );
  }
}

// The builder that every engine has; its hints on standard error would hide what matters.
const environment = { ...process.env, DOCKER_BUILDKIT: '0' };

function wordsOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const words = ['stdout', 'stderr'].map((key) => String(Reflect.get(error, key) ?? ''));
  return words.join('\n').trim().split('\n').slice(-12).join('\n');
}
