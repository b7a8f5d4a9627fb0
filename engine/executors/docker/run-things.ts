import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import type Docker from 'dockerode';
import { isConflict, isMissing } from '../../docker/engine-error.ts';
import { removeContainer } from '../../docker/remove-container.ts';
import { packDirectory } from '../../docker/tar.ts';
import { removeVolumesSoon, stepUser, type VolumeWanted, withVolumes } from '../../docker/volumes.ts';
import type { SharedPlaces, StartRequest } from '../executor.ts';
import { type DockerPlace, labelNames, labelsOf, nameOn } from './place.ts';

/** What the tasks of runs share on an engine: workspace, network, claims. */
export interface RunThings extends SharedPlaces {
  /** The network of a run, made when first needed. */
  network(run: string): Promise<string>;
}

export function workspaceVolume(place: DockerPlace, run: string): VolumeWanted {
  return { name: nameOn(place, 'workspace', run), labels: labelsOf(place, { run, role: 'workspace' }) };
}

/** The claims of a task of a run: the same for all its attempts, and for no other task. */
export function claimsVolume(place: DockerPlace, { run, claims }: StartRequest): VolumeWanted {
  const task = createHash('sha256').update(claims).digest('hex').slice(0, 12);
  return {
    name: nameOn(place, 'claims', run, task),
    labels: labelsOf(place, { run, role: 'claims' }),
  };
}

export function createRunThings(place: DockerPlace, docker: () => Promise<Docker>): RunThings {
  const workspaces = new Map<string, Promise<void>>();
  const networks = new Map<string, Promise<string>>();

  async function makeWorkspace(run: string, directory: string, of: string | undefined): Promise<void> {
    const client = await docker();
    const wanted = workspaceVolume(place, run);
    const there = await client.listVolumes({ filters: { name: [`^${wanted.name}$`] } });
    if (there.Volumes.some(({ Name }) => Name === wanted.name)) return;
    const before = of === undefined ? [] : [workspaceVolume(place, of)];
    await withVolumes(client, [wanted, ...before], labelsOf(place, { run }), async (files) => {
      const earlier = before.length === 0 ? undefined : await files.get(1);
      if (earlier !== undefined) await files.put(0, earlier);
      else if (holdsFiles(directory)) await files.put(0, packDirectory(directory, stepUser));
    });
  }

  async function makeNetwork(run: string): Promise<string> {
    const name = nameOn(place, 'run', run);
    await createNetwork(await docker(), name, labelsOf(place, { run, role: 'network' }));
    return name;
  }

  return {
    open: (run, { directory, of }) => once(workspaces, run, () => makeWorkspace(run, directory, of)),
    network: (run) => once(networks, run, () => makeNetwork(run)),
    async end(run, keep) {
      workspaces.delete(run);
      networks.delete(run);
      const client = await docker();
      const label = [`${labelNames.place}=${place.id}`, `${labelNames.run}=${run}`];
      for (const { Id } of await client.listContainers({ all: true, filters: { label } })) {
        await removeContainer(client, Id);
      }
      await client
        .getNetwork(nameOn(place, 'run', run))
        .remove()
        .catch(ignoreMissing);
      const { Volumes } = await client.listVolumes({ filters: { label } });
      const going = Volumes.filter(
        ({ Labels }) => !keep.workspace || Labels[labelNames.role] !== 'workspace',
      );
      const [stays] = await removeVolumesSoon(
        client,
        going.map(({ Name }) => Name),
      );
      if (stays !== undefined)
        throw new Error(`${run}: the volume ${stays} is in use and cannot be removed.`);
    },
  };
}

/** One that is there already is taken. */
export async function createNetwork(
  docker: Docker,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await docker.createNetwork({ Name: name, CheckDuplicate: true, Driver: 'bridge', Labels: { ...labels } });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

/** Asked once; a failure is forgotten, so that it can be tried again. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const making = make();
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

function holdsFiles(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).length > 0;
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
