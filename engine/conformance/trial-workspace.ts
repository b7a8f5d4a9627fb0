import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { isMissing } from '../docker/engine-error.ts';
import { packDirectories } from '../docker/tar.ts';
import { stranger } from './trial.ts';
import { workspaceArchive } from './trial-archive.ts';
import { trialLabels } from './trial-labels.ts';

const repository = 'stepyard/trials';
const tag = '1';
const place = '/workspace';

/** Makes a volume that belongs to the stranger and holds these files; gives its name. */
export async function makeWorkspace(docker: Docker, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const name = `stepyard-trial-${randomBytes(8).toString('hex')}`;
  const container = await createHolder(docker, name);
  try {
    if (files.size > 0) await container.putArchive(workspaceArchive(files), { path: place });
  } finally {
    await container.remove({ force: true });
  }
  return name;
}

/** An empty volume takes over the owner of the directory where it is mounted first. */
async function createHolder(docker: Docker, volume: string): Promise<Docker.Container> {
  const options: Docker.ContainerCreateOptions = {
    Image: `${repository}:${tag}`,
    Cmd: ['none'],
    Labels: trialLabels(),
    NetworkDisabled: true,
    HostConfig: { Mounts: [{ Type: 'volume', Source: volume, Target: place, VolumeOptions: labelled() }] },
  };
  try {
    return await docker.createContainer(options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const archive = packDirectories([place.slice(1)], stranger);
    const stream = await docker.importImage(archive, { fromSrc: '-', repo: repository, tag });
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (failed) => (failed ? reject(failed) : resolve()));
    });
    return docker.createContainer(options);
  }
}

function labelled() {
  return { NoCopy: false, Labels: trialLabels(), DriverConfig: { Name: 'local', Options: {} } };
}
