import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeVolumesSoon } from '../../docker/volumes.ts';
import { writeRecord } from '../../json-record.ts';
import type { StartRequest } from '../executor.ts';
import { isAttemptName } from '../process/attempt-directory.ts';
import { isAlive } from '../process/process-identity.ts';
import { removeTree } from '../remove-tree.ts';
import type { DockerContext } from './context.ts';
import { filesOf, nameOn } from './place.ts';
import { readBegun, readExit, readStart, type StartRecord } from './records.ts';
import { hasBegun } from './recover.ts';
import { removeContainers } from './services.ts';
import { endServices } from './settle.ts';
import { cacheDirectory } from './step-files.ts';
import { sweep } from './sweep.ts';

/** What is known of starts, kept beside the scheduler; containers are the engine's business. */
export interface Attempts {
  /** Takes a name for this process; nothing where it is taken by another or was started before. */
  take(request: StartRequest): StartRecord | undefined;
  /** The record of a start that has begun or ended; waits while another process makes it ready. */
  begun(name: string): Promise<StartRecord>;
  names(): Promise<readonly string[]>;
  /** Removes a start with all that it made. */
  remove(start: StartRecord): Promise<void>;
}

const lookMs = 20;

export function createAttempts(context: DockerContext): Attempts {
  const { place } = context;
  let swept: Promise<void> | undefined;
  const verdicts = new Map<string, Promise<boolean>>();

  function take(request: StartRequest): StartRecord | undefined {
    const files = filesOf(place, request.name);
    try {
      mkdirSync(files.directory, { mode: 0o700 });
    } catch (error) {
      if (isTaken(error)) return undefined;
      throw error;
    }
    const record = recordOf(context, request);
    writeRecord(files.start, record);
    return record;
  }

  async function begun(name: string): Promise<StartRecord> {
    const files = filesOf(place, name);
    for (;;) {
      const start = readStart(files);
      if (start !== undefined && (readBegun(files) !== undefined || readExit(files) !== undefined))
        return start;
      if (
        start === undefined ? !existsSync(files.directory) : !isAlive(start.owner) && !(await verdict(start))
      )
        throw new RangeError(`No attempt has the name ${JSON.stringify(name)}.`);
      await sleep(lookMs, undefined, { signal: context.closed });
    }
  }

  /** Of one that its maker has left unready: whether the step has begun all the same. */
  function verdict(start: StartRecord): Promise<boolean> {
    const known = verdicts.get(start.name);
    if (known !== undefined) return known;
    const asked = hasBegun(context, start).finally(() => verdicts.delete(start.name));
    verdicts.set(start.name, asked);
    return asked;
  }

  async function names(): Promise<readonly string[]> {
    swept ??= sweep(context).catch(() => {
      swept = undefined;
    });
    const all = readdirSync(place.attempts).filter(isAttemptName);
    const known = await Promise.all(all.map(async (name) => ((await isKnown(name)) ? [name] : [])));
    return known.flat();
  }

  /** What was never begun is removed: it is as if it had not been asked for. */
  async function isKnown(name: string): Promise<boolean> {
    const files = filesOf(place, name);
    if (readBegun(files) !== undefined || readExit(files) !== undefined) return true;
    const start = readStart(files);
    if (start !== undefined && isAlive(start.owner)) return true;
    if (start !== undefined && (await verdict(start))) return true;
    if (start !== undefined) await remove(start);
    else await removeTree(files.directory);
    return false;
  }

  async function remove(start: StartRecord): Promise<void> {
    await swept;
    const docker = await context.engine.docker();
    await removeContainers(docker, [start.container]);
    await endServices(docker, start);
    await removeVolumesSoon(docker, start.volumes);
    const files = filesOf(place, start.name);
    if (!existsSync(files.directory)) return;
    // Under another name first: half of an attempt must not be taken for one.
    const trash = join(place.attempts, `.removed-${crypto.randomUUID()}`);
    await rename(files.directory, trash);
    await removeTree(trash);
  }

  return { take, begun, names, remove };
}

function recordOf({ place }: DockerContext, request: StartRequest): StartRecord {
  const container = nameOn(place, request.name);
  const { caches, services = [], artifacts } = request;
  const copied = caches.filter(({ volume, overlay }) => volume === undefined && overlay === undefined);
  const out = `${container}-out`;
  return {
    name: request.name,
    run: request.run,
    owner: place.self,
    container,
    graceMs: request.graceMs,
    startedAt: Date.now(),
    out,
    volumes: [
      out,
      ...caches.flatMap((_, index) => [`${container}-cache-${index}`, `${container}-base-${index}`]),
      ...(request.directories ?? []).map((_, index) => `${container}-directory-${index}`),
      ...(artifacts === undefined ? [] : [`${container}-artifacts`]),
    ],
    services: services.map(({ name }) => `${container}-service-${name}`),
    ...(services.length > 0 && { network: `${container}-net` }),
    caches: copied.map((cache) => ({ at: cacheDirectory(cache), path: cache.path })),
    ...(artifacts !== undefined && { artifacts }),
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
