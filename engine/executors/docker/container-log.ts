import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createDemultiplexer } from '../../docker/demultiplex.ts';
import { isMissing } from '../../docker/engine-error.ts';

const retryMs = 200;

/**
 * What a container prints, from its first byte to its end, each once. Where the connection breaks, or the engine ends
 * it early, what is missing is asked for by the time of the last message. Ends early where the container is gone.
 */
export async function* containerLog(
  docker: Docker,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const container = docker.getContainer(name);
  const place: Place = { time: '', seen: 0 };
  let running = true;
  while (!signal.aborted) {
    try {
      // Followed to its end, an engine may still have kept the last message to itself: an ended one is asked again.
      yield* printed(container, place, signal);
      if (!running) return;
      running = (await container.inspect()).State.Running;
    } catch (error) {
      if (isMissing(error)) return;
      if (!signal.aborted) await sleep(retryMs);
    }
  }
}

/** The last message that was given out: its time, and how many of this time there were. */
interface Place {
  time: string;
  seen: number;
}

async function* printed(
  container: Docker.Container,
  place: Place,
  abortSignal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stream = await ask(container, place.time, abortSignal);
  const frames = createDemultiplexer();
  let passed = place.seen;
  let from = place.time;
  try {
    for await (const chunk of stream) {
      const fresh: Uint8Array[] = [];
      for (const message of frames.push(chunk)) {
        const head = message.indexOf(space);
        const time = Buffer.from(message.buffer, message.byteOffset, head).toString('latin1');
        if (time < from) continue;
        if (time === from && passed > 0) {
          passed -= 1;
          continue;
        }
        if (time !== place.time) place.seen = 0;
        place.time = time;
        place.seen += 1;
        from = '';
        fresh.push(message.subarray(head + 1));
      }
      if (fresh.length > 0) yield fresh.length === 1 ? (fresh[0] ?? nothing) : Buffer.concat(fresh);
    }
  } finally {
    stream.destroy();
  }
}

/** Following also what has ended gives a stream in every case, and not one buffer. */
async function ask(container: Docker.Container, time: string, abortSignal: AbortSignal): Promise<Readable> {
  const options: Docker.ContainerLogsOptions & { follow: true } = {
    ...{ follow: true, stdout: true, stderr: true, timestamps: true, abortSignal },
    // Declared as a number, which would lose the last digits; it is sent as it is.
    ...(time !== '' && { since: secondsOf(time) as unknown as number }),
  };
  return (await container.logs(options)) as Readable;
}

const space = 0x20;
const nothing = new Uint8Array(0);

/** `2026-01-01T00:00:00.123456789Z` as seconds and their nine digits, which no number holds. */
function secondsOf(time: string): string {
  const [whole = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction}`;
}
