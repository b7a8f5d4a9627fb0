import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createDemultiplexer } from '../../docker/demultiplex.ts';
import { isMissing } from '../../docker/engine-error.ts';

const retryMs = 200;

/**
 * What a container prints, from its first byte to its end, each once: where the connection breaks, it is asked for
 * again and what was there is passed over. Ends early where the container is gone.
 */
export async function* containerLog(
  docker: Docker,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const container = docker.getContainer(name);
  let seen = 0;
  while (!signal.aborted) {
    let passed = 0;
    try {
      for await (const bytes of printed(container, signal)) {
        const known = Math.min(bytes.length, Math.max(0, seen - passed));
        passed += bytes.length;
        if (known === bytes.length) continue;
        seen = passed;
        yield bytes.subarray(known);
      }
      // An engine that is stopped ends the stream too, and the container may go on.
      if (!(await container.inspect()).State.Running) return;
    } catch (error) {
      if (isMissing(error)) return;
      await sleep(retryMs);
    }
  }
}

async function* printed(container: Docker.Container, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stream = await follow(container, signal);
  const frames = createDemultiplexer();
  try {
    for await (const chunk of stream) yield* frames.push(chunk);
  } finally {
    stream.destroy();
  }
}

/** Following also what has ended gives a stream in every case, and not one buffer. */
async function follow(container: Docker.Container, abortSignal: AbortSignal): Promise<Readable> {
  const stream = await container.logs({ follow: true, stdout: true, stderr: true, abortSignal });
  return stream as Readable;
}
