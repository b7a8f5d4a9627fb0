import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { type Frame, frameBytes } from './step-files.ts';

/**
 * Starts a container and gives its init what it waits for. Resolves when all has been given; a container that ended
 * meanwhile has its own status to tell of it.
 */
export async function startAndFeed(container: Docker.Container, frames: readonly Frame[]): Promise<void> {
  const input = await attach(container);
  try {
    await container.start();
    const done = finished(input, { readable: false }).catch(() => {});
    for (const bytes of frameBytes(frames)) {
      if (!input.write(bytes)) await Promise.race([once(input, 'drain'), done]);
      if (input.destroyed) break;
    }
    input.end();
    await done;
  } finally {
    input.destroy();
  }
}

async function attach(container: Docker.Container): Promise<Duplex> {
  const stream = await container.attach({ stream: true, stdin: true, hijack: true });
  const input = stream as Duplex;
  input.on('error', () => {});
  return input;
}

function once(stream: Duplex, event: string): Promise<void> {
  return new Promise((resolve) => stream.once(event, () => resolve()));
}
