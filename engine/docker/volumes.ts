import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { isConflict, isMissing, unlessMissing } from './engine-error.ts';
import { packDirectories } from './tar.ts';

/** Everybody's files in volumes are owned by this user, so that tasks of any image can share them. */
export const stepUser = { uid: 1000, gid: 1000 } as const;

export type Labels = Readonly<Record<string, string>>;

export interface VolumeWanted {
  readonly name: string;
  /** A directory of this name stands in a new one. */
  readonly holds?: typeof heldDirectory;
  readonly labels: Labels;
  /** Options of the engine's own driver, for a volume that is a mount of something. */
  readonly options?: Readonly<Record<string, string>>;
}

/** The files of volumes, reached through a container that is never started. */
export interface VolumeFiles {
  /** Adds an archive's content to the volume of this place in the list. */
  put(index: number, archive: Readable): Promise<void>;
  /** The content of a directory of a volume as an archive; nothing where it is not there. */
  get(index: number, path?: string): Promise<Readable | undefined>;
}

const repository = 'stepyard/volumes';
const tag = '2';
const places = 16;
const heldDirectory = 'outputs';
/** Where a volume is mounted that is to hold that directory. */
const holding = 'holding';

/**
 * Makes volumes that belong to the steps' user, and gives access to their files. Those that are there stay as they
 * are. An empty volume takes over owner and mode of the directory where it is mounted first; the image for that holds
 * nothing but such directories.
 */
export async function withVolumes<T>(
  docker: Docker,
  wanted: readonly VolumeWanted[],
  labels: Labels,
  work: (files: VolumeFiles) => Promise<T>,
): Promise<T> {
  if (wanted.length > places) throw new RangeError(`At most ${places} volumes can be opened at once.`);
  const container = await create(docker, wanted, labels);
  const at = (index: number, path = '') => `/volumes/${placeOf(wanted[index], index)}/${path}`;
  try {
    return await work({
      put: async (index, archive) => {
        await container.putArchive(archive, { path: at(index) });
      },
      // The dot: the directory's content, without its own name before it.
      get: (index, path) => unlessMissing(asReadable(container.getArchive({ path: `${at(index, path)}/.` }))),
    });
  } finally {
    // Nobody waits for that; one that stays is swept by the next scheduler.
    void container.remove({ force: true }).catch(() => {});
  }
}

/** One volume of a list at the most has a directory in it. */
function placeOf(wanted: VolumeWanted | undefined, index: number): string {
  return wanted?.holds === undefined ? String(index) : holding;
}

/** Makes volumes without looking into them. */
export function makeVolumes(docker: Docker, wanted: readonly VolumeWanted[], labels: Labels): Promise<void> {
  return withVolumes(docker, wanted, labels, async () => {});
}

/** Removes volumes; one that is not there is no error, one in use stays. Gives the names of those that stay. */
export async function removeVolumes(docker: Docker, names: readonly string[]): Promise<readonly string[]> {
  const stay = await Promise.all(
    names.map(async (name) => {
      try {
        await docker.getVolume(name).remove();
        return [];
      } catch (error) {
        if (isMissing(error)) return [];
        if (isConflict(error)) return [name];
        throw error;
      }
    }),
  );
  return stay.flat();
}

/** Removes volumes; one that was just filled may be in use for a moment more. Gives the names of those that stay. */
export async function removeVolumesSoon(
  docker: Docker,
  names: readonly string[],
): Promise<readonly string[]> {
  let left = await removeVolumes(docker, names);
  for (let tries = 0; left.length > 0 && tries < 20; tries++) {
    await sleep(100);
    left = await removeVolumes(docker, left);
  }
  return left;
}

async function create(
  docker: Docker,
  wanted: readonly VolumeWanted[],
  labels: Labels,
): Promise<Docker.Container> {
  const options: Docker.ContainerCreateOptions = {
    Image: `${repository}:${tag}`,
    Cmd: ['none'],
    Labels: { ...labels, 'dev.stepyard.role': 'files' },
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      Mounts: wanted.map(({ name, labels: own, options = {} }, index) => ({
        Type: 'volume',
        Source: name,
        Target: `/volumes/${placeOf(wanted[index], index)}`,
        VolumeOptions: {
          NoCopy: false,
          Labels: { ...own },
          DriverConfig: { Name: 'local', Options: { ...options } },
        },
      })),
    },
  };
  try {
    return await docker.createContainer(options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await importImage(docker);
    return docker.createContainer(options);
  }
}

/** Made here and not pulled: it holds empty directories only. */
async function importImage(docker: Docker): Promise<void> {
  const names = Array.from({ length: places }, (_, index) => `volumes/${index}`);
  const special = [`volumes/${holding}`, `volumes/${holding}/${heldDirectory}`];
  const stream = await docker.importImage(packDirectories([...names, ...special], stepUser), {
    fromSrc: '-',
    repo: repository,
    tag,
  });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(asStream(stream), (error) => (error ? reject(error) : resolve()));
  });
}

function asStream(stream: NodeJS.ReadableStream): NodeJS.ReadableStream {
  return stream;
}

/** What the library gives is Node's own response stream. */
async function asReadable(asked: Promise<NodeJS.ReadableStream>): Promise<Readable> {
  return (await asked) as Readable;
}
