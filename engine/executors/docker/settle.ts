import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { outFiles } from '@stepyard/contract/names';
import type Docker from 'dockerode';
import { isMissing, statusOf, unlessMissing } from '../../docker/engine-error.ts';
import { writeRecordOnce } from '../../json-record.ts';
import { readOutFile } from '../process/supervisor/out-files.ts';
import { cacheBack } from './cache-back.ts';
import type { DockerContext } from './context.ts';
import { fetchOut } from './fetch-out.ts';
import { collectFrom, storeArtifacts } from './keep-artifacts.ts';
import { type AttemptFiles, filesOf } from './place.ts';
import { type BegunRecord, type ExitRecord, readBegun, readExit, type StartRecord } from './records.ts';
import { removeContainers } from './services.ts';
import { inside } from './step-files.ts';

/** Waits for the end of a container that has begun, takes over what it left, and writes down how it ended. */
export async function settle(context: DockerContext, start: StartRecord): Promise<ExitRecord> {
  const files = filesOf(context.place, start.name);
  const docker = await context.engine.docker();
  const container = docker.getContainer(start.container);
  try {
    const state = await stateAtEnd(container, context);
    const ended = endOf(state);
    const begun = readBegun(files);
    const masker = context.hidden.masker(start.name);
    await fetchOut(await archiveOf(container, inside.out), files.out, masker);
    const succeeded = ended.status === 0 && ended.cause === undefined;
    await takeArtifacts({ context, container, start, begun, succeeded, files });
    if (succeeded) await cacheBack(container, start.caches);
    await endServices(docker, start);
    const result = readOutFile(join(files.out, outFiles.result));
    return await finish(context, start, files, {
      ...ended,
      ...(result !== undefined && { result }),
      finishedAt: Math.max(start.startedAt, Date.parse(state.FinishedAt) || Date.now()),
    });
  } catch (error) {
    if (!isMissing(error) && !(await isGoing(container, error))) throw error;
    await endServices(docker, start);
    return await finish(context, start, files, {
      cause: 'NODE_LOST',
      message: `${start.name}: its container ended while it ran, and is gone.`,
      finishedAt: Date.now(),
    });
  }
}

/** While a container is removed, its engine answers with faults of its own (500) before it no longer knows it. */
async function isGoing(container: Docker.Container, error: unknown): Promise<boolean> {
  if (statusOf(error) !== 500) return false;
  for (let tries = 0; tries < 50; tries++) {
    const state = await container.inspect().then(
      ({ State }) => State.Status,
      (failed: unknown) => (isMissing(failed) ? 'gone' : 'removing'),
    );
    if (state === 'gone') return true;
    if (state !== 'removing' && state !== 'dead') return false;
    await sleep(retryMs / 5);
  }
  return false;
}

/** How long an engine may be away, as while it is started anew; what it ran may go on meanwhile. */
const patienceMs = 300_000;
const retryMs = 500;

async function stateAtEnd(container: Docker.Container, { closed, engine }: DockerContext): Promise<State> {
  for (;;) {
    try {
      await container.wait({ abortSignal: closed });
      return (await container.inspect()).State;
    } catch (error) {
      closed.throwIfAborted();
      if (statusOf(error) !== undefined) throw error;
      await untilItAnswers(await engine.docker(), closed, error);
    }
  }
}

/** @throws the error that it began with, when the engine was away for too long. */
async function untilItAnswers(docker: Docker, signal: AbortSignal, lost: unknown): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    await sleep(retryMs, undefined, { signal });
    const answers = await docker.ping().then(
      () => true,
      () => false,
    );
    if (answers) return;
  }
  throw lost;
}

type State = Docker.ContainerInspectInfo['State'];

/** Writes down how a start ended; the first who does is right. */
export async function finish(
  context: DockerContext,
  start: StartRecord,
  files: AttemptFiles,
  how: Omit<ExitRecord, 'startedAt' | 'node' | 'image' | 'foreign'>,
): Promise<ExitRecord> {
  const begun = readBegun(files);
  const node = await context.engine.facts().then(
    ({ host }) => host,
    () => context.engine.address,
  );
  const exit: ExitRecord = {
    ...how,
    startedAt: start.startedAt,
    node,
    ...(begun !== undefined && { image: begun.image }),
    ...(begun?.foreign && { foreign: true }),
  };
  mkdirSync(files.out, { recursive: true, mode: 0o700 });
  writeRecordOnce(files.exit, exit);
  return readExit(files) ?? exit;
}

/** Services, and the network that they share with the task, end with it. */
export async function endServices(
  docker: Docker,
  { services, network, container }: StartRecord,
): Promise<void> {
  await removeContainers(
    docker,
    services.flatMap((name) => [`${name}-probe`, name]),
  );
  if (network === undefined) return;
  const wire = docker.getNetwork(network);
  await unlessMissing(wire.disconnect({ Container: container, Force: true })).catch(() => {});
  await unlessMissing(wire.remove()).catch(() => {});
}

interface TakingOf {
  readonly context: DockerContext;
  readonly container: Docker.Container;
  readonly start: StartRecord;
  readonly begun: BegunRecord | undefined;
  readonly succeeded: boolean;
  readonly files: AttemptFiles;
}

async function takeArtifacts(of: TakingOf): Promise<void> {
  const { context, container, start, begun, succeeded, files } = of;
  const { artifacts } = start;
  if (artifacts === undefined || existsSync(files.exit)) return;
  const [project = ''] = artifacts.prefix.split('/');
  const stored = await unlessMissing(archiveOf(container, `${inside.artifacts}/${project}`));
  if (stored !== undefined) await storeArtifacts(stored, artifacts);
  if (begun?.foreign !== true || artifacts.keep.length === 0) return;
  await collectFrom({
    archive: await archiveOf(container, inside.workspace),
    wanted: artifacts,
    succeeded,
    out: files.out,
    masker: context.hidden.masker(start.name),
  });
}

async function archiveOf(container: Docker.Container, path: string): Promise<Readable> {
  return (await container.getArchive({ path: `${path}/.` })) as Readable;
}

/** What the init reports for a program that a signal has ended. */
const signals = new Map([
  [132, 'SIGILL'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [136, 'SIGFPE'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
]);

function endOf(state: {
  ExitCode: number;
  OOMKilled: boolean;
}): Pick<ExitRecord, 'status' | 'signal' | 'cause'> {
  const signal = signals.get(state.ExitCode);
  return {
    ...(signal === undefined ? { status: state.ExitCode } : { signal }),
    ...(state.OOMKilled && { cause: 'OOM' }),
  };
}
