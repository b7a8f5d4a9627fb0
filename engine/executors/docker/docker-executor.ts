import { appendFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseResult } from '@stepyard/contract/out';
import type Docker from 'dockerode';
import { isConflict, isEngineError, isMissing } from '../../docker/engine-error.ts';
import { writeRecordOnce } from '../../json-record.ts';
import type { Executor, Exit, LogChunk, StartRequest } from '../executor.ts';
import { assertVariableNames } from '../process/step-environment.ts';
import { createAttempts } from './attempts.ts';
import { beginStep } from './begin.ts';
import { containerLog } from './container-log.ts';
import { createContext, type DockerExecutorOptions } from './context.ts';
import { isEarlyEnd, refused, stoppedEarly } from './early-end.ts';
import { filesOf } from './place.ts';
import { type ExitRecord, readBegun, readExit, type StartRecord } from './records.ts';
import { endServices, finish, settle } from './settle.ts';
import { inside } from './step-files.ts';
import { workspaceDigests } from './workspace-digests.ts';

/**
 * Runs steps as containers of a Docker engine, which may be on another machine: nothing of the scheduler's is mounted.
 * They go on when the scheduler is killed, and the next one adopts them by their names.
 */
export function createDockerExecutor(options: DockerExecutorOptions): Executor {
  const closing = new AbortController();
  const context = createContext(options, closing.signal);
  const { engine, place } = context;
  const attempts = createAttempts(context);
  const starting = new Map<string, AbortController>();
  const ending = new Map<string, Promise<ExitRecord>>();
  const stopping = new Set<string>();

  async function start(request: StartRequest): Promise<void> {
    const files = filesOf(place, request.name);
    assertVariableNames(request);
    if (request.start.image === undefined) {
      throw new TypeError(`${request.name}: the docker executor needs an image, the template has none.`);
    }
    context.hidden.hide(request.name, [
      ...request.mask,
      ...context.network.secrets,
      ...Object.values(request.secretEnv),
      ...Object.values(request.secretFiles),
      ...(request.services ?? []).flatMap(({ secretEnv }) => Object.values(secretEnv)),
    ]);
    // One that an earlier scheduler has left unready is removed by this.
    if (existsSync(files.directory)) await attempts.names();
    const record = attempts.take(request);
    if (record === undefined) return void (await attempts.begun(request.name));
    const stop = new AbortController();
    starting.set(request.name, stop);
    try {
      await engine.facts();
      writeRecordOnce(
        files.begun,
        await beginStep({
          context,
          request,
          record,
          files,
          signal: AbortSignal.any([stop.signal, closing.signal]),
        }),
      );
    } catch (error) {
      await endEarly(record, stop.signal.aborted ? stoppedEarly() : error);
    } finally {
      starting.delete(request.name);
    }
  }

  /** What it came to before anything has run is written down; what nobody foresaw leaves nothing behind. */
  async function endEarly(record: StartRecord, thrown: unknown): Promise<void> {
    if (closing.signal.aborted) throw thrown;
    const error = isEngineError(thrown) ? refused('UNREACHABLE', thrown.message, thrown.hint) : thrown;
    if (!isEarlyEnd(error)) {
      await attempts.remove(record);
      throw error;
    }
    const docker = await engine.docker();
    const container = docker.getContainer(record.container);
    await container.remove({ force: true }).catch(() => {});
    await endServices(docker, record).catch(() => {});
    const files = filesOf(place, record.name);
    if (error.ends.message !== undefined)
      appendFileSync(files.prelude, `${error.ends.message}\n`, { mode: 0o600 });
    await finish(context, record, files, { ...error.ends, finishedAt: Date.now() });
  }

  function settled(record: StartRecord): Promise<ExitRecord> {
    const exit = readExit(filesOf(place, record.name));
    if (exit !== undefined) return Promise.resolve(exit);
    const known = ending.get(record.name);
    if (known !== undefined) return known;
    const asked = settle(context, record).finally(() => ending.delete(record.name));
    asked.catch(() => {});
    ending.set(record.name, asked);
    return asked;
  }

  async function wait(name: string): Promise<Exit> {
    const record = await attempts.begun(name);
    const { result: text, ...exit } = await settled(record);
    const { value, problems } = text === undefined ? { problems: [] } : parseResult(text);
    const message = exit.message ?? problems[0];
    return {
      ...exit,
      ...(message !== undefined && { message }),
      ...(value !== undefined && { result: value }),
      out: filesOf(place, name).out,
    };
  }

  async function* logs(name: string, offset = 0): AsyncGenerator<LogChunk> {
    const record = await attempts.begun(name);
    const mask = context.hidden.masker(name).stream();
    let at = 0;
    function* rest(bytes: Uint8Array): Generator<LogChunk> {
      const known = Math.min(bytes.length, Math.max(0, offset - at));
      at += bytes.length;
      const fresh = bytes.subarray(known);
      if (fresh.length > 0) yield { offset: at - fresh.length, bytes: fresh };
    }
    const prelude = await readFile(filesOf(place, name).prelude).catch(() => undefined);
    if (prelude !== undefined) yield* rest(mask.push(prelude));
    if (readBegun(filesOf(place, name)) !== undefined) {
      const docker = await engine.docker();
      for await (const bytes of containerLog(docker, record.container, closing.signal))
        yield* rest(mask.push(bytes));
    }
    yield* rest(mask.flush());
  }

  async function cancel(name: string): Promise<void> {
    const files = filesOf(place, name);
    starting.get(name)?.abort();
    if (!existsSync(files.directory) || readExit(files) !== undefined || stopping.has(name)) return;
    stopping.add(name);
    const record = await attempts.begun(name).catch(() => undefined);
    if (record === undefined || readExit(files) !== undefined) return;
    const container = (await engine.docker()).getContainer(record.container);
    await kill(container, 'SIGTERM');
    setTimeout(() => {
      if (readExit(files) === undefined) void kill(container, 'SIGKILL').catch(() => {});
    }, record.graceMs).unref();
  }

  async function remove(name: string): Promise<void> {
    const files = filesOf(place, name);
    if (!existsSync(files.directory)) return;
    const record = await attempts.begun(name);
    if (readExit(files) === undefined) {
      const container = (await engine.docker()).getContainer(record.container);
      const running = await container.inspect().then(
        ({ State }) => State.Running,
        (error: unknown) => !isMissing(error),
      );
      if (running) throw new Error(`${name} has not ended; cancel it and wait for it before it is removed.`);
      await settled(record);
    }
    await attempts.remove(record);
    context.hidden.forget(name);
    stopping.delete(name);
  }

  return {
    name: 'docker',
    can: { image: true, services: true, resources: true, isolation: true },
    start,
    wait,
    logs,
    cancel,
    adopt: attempts.names,
    remove,
    hide: context.hidden.hide,
    shared: {
      ...context.runs,
      digests: (run, below, patterns) => workspaceDigests(context, run, below, patterns),
    },
    images: context.images,
    artifactStore: `file://${inside.artifacts}`,
    async close() {
      closing.abort();
    },
  };
}

/** One that has ended needs no signal. */
async function kill(container: Docker.Container, signal: string): Promise<void> {
  await container.kill({ signal }).catch((error: unknown) => {
    if (!isMissing(error) && !isConflict(error)) throw error;
  });
}
