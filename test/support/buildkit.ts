import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A BuildKit of this test alone. */
export interface BuildKit {
  /** As `buildctl --addr` takes it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts buildkitd with an empty store; it speaks http to the registries named. */
export async function startBuildKit(insecure: readonly string[]): Promise<BuildKit> {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-buildkit-'));
  const config = insecure.map((host) => `[registry."${host}"]\n  http = true\n  insecure = true\n`).join('');
  writeFileSync(join(folder, 'buildkitd.toml'), config);
  const socket = join(folder, 'buildkitd.sock');
  const args = [
    ...[
      `--addr=unix://${socket}`,
      `--root=${join(folder, 'root')}`,
      `--config=${join(folder, 'buildkitd.toml')}`,
    ],
    ...['--oci-worker=true', '--oci-worker-binary=runc', '--oci-worker-snapshotter=native'],
    '--containerd-worker=false',
  ];
  const child = spawn('buildkitd', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.on('error', () =>
      reject(
        new Error(
          'buildkitd is missing: run `go install github.com/moby/buildkit/cmd/buildkitd github.com/moby/buildkit/cmd/buildctl` in test/support/go-tools, and install runc.',
        ),
      ),
    );
    child.on('exit', (code) => reject(new Error(`buildkitd ended with ${code}: ${said.slice(-500)}`)));
  });
  failed.catch(() => undefined);
  for (let tries = 0; !existsSync(socket); tries++) {
    if (tries > 600) throw new Error(`buildkitd did not open its socket: ${said.slice(-500)}`);
    await Promise.race([delay(50), failed]);
  }
  return { url: `unix://${socket}`, stop: () => stop(child, folder) };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}
