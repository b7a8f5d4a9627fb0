import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createDemultiplexer } from '../../docker/demultiplex.ts';
import { isConflict, isMissing, unlessMissing } from '../../docker/engine-error.ts';
import { writeRecordOnce } from '../../json-record.ts';
import type { DockerContext } from './context.ts';
import { filesOf } from './place.ts';
import type { StartRecord } from './records.ts';
import { inside } from './step-files.ts';

const lookMs = 25;

/**
 * Finds out what became of a start whose scheduler ended while it was made ready. The step has begun if its init had
 * all that it waits for: else it ends by itself as soon as the engine sees that nobody speaks to it any more.
 */
export async function hasBegun(context: DockerContext, start: StartRecord): Promise<boolean> {
  const docker = await context.engine.docker();
  const container = docker.getContainer(start.container);
  for (;;) {
    const found = await unlessMissing(container.inspect());
    if (found === undefined || found.State.Status === 'created') return false;
    const begun = found.State.Running
      ? await runsProgram(container)
      : !(await endedWaiting(container, found));
    if (begun === undefined) {
      await sleep(lookMs, undefined, { signal: context.closed });
      continue;
    }
    if (begun) {
      const name = found.Config.Image;
      const image = { name, digest: found.Image };
      const foreign = !('dev.stepyard.template' in found.Config.Labels);
      writeRecordOnce(filesOf(context.place, start.name).begun, { image, foreign });
    }
    return begun;
  }
}

/** Only the init runs, in two processes, as long as it waits: then nothing can be told yet. */
async function runsProgram(container: Docker.Container): Promise<true | undefined> {
  try {
    const { Processes: processes }: { Processes: string[][] } = await container.top({
      ps_args: '-o pid,args',
    });
    const others = processes.filter(([, command = '']) => !isInit(command));
    return others.length > 0 ? true : undefined;
  } catch (error) {
    if (isMissing(error) || isConflict(error) || isEnded(error)) return undefined;
    throw error;
  }
}

function isInit(command: string): boolean {
  return [inside.init, inside.broughtInit].some((place) => command.startsWith(`${place}/init `));
}

/** It has just ended: the engine says so with another status each time. */
function isEnded(error: unknown): boolean {
  return error instanceof Error && /not running|no such process/i.test(error.message);
}

/** The init ends with 70 and a line of its own where its input ended early; a program did not print before that. */
async function endedWaiting(
  container: Docker.Container,
  { State: state }: Docker.ContainerInspectInfo,
): Promise<boolean> {
  if (state.ExitCode !== 70) return false;
  return (await firstOf(container)).startsWith('stepyard-init: frame ');
}

async function firstOf(container: Docker.Container): Promise<string> {
  const stream = (await container.logs({ follow: true, stdout: true, stderr: true })) as Readable;
  const frames = createDemultiplexer();
  for await (const chunk of stream) {
    for (const bytes of frames.push(chunk)) {
      stream.destroy();
      return Buffer.from(bytes).toString('latin1');
    }
  }
  return '';
}
