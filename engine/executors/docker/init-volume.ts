import type Docker from 'dockerode';
import { isConflict, unlessMissing } from '../../docker/engine-error.ts';
import type { ImageFacts } from '../../docker/image-facts.ts';
import { inside } from './step-files.ts';

/** Says whether an image brings the init itself, as its entry point. */
export function hasInit({ entrypoint }: ImageFacts): boolean {
  return entrypoint[0] === `${inside.init}/init`;
}

/**
 * A volume with the init of the base image, for the containers of other images: an empty volume takes over what an
 * image has where it is mounted. One for all installations; it holds nothing of anybody's.
 */
export async function initVolume(docker: Docker, base: ImageFacts): Promise<string> {
  const name = `stepyard-init-${base.id.replace('sha256:', '').slice(0, 12)}`;
  if ((await unlessMissing(docker.getVolume(name).inspect())) !== undefined) return name;
  const labels = { 'dev.stepyard.role': 'init' };
  try {
    const container = await docker.createContainer({
      name,
      Image: base.id,
      Cmd: ['none'],
      Labels: labels,
      HostConfig: {
        NetworkMode: 'none',
        Mounts: [
          {
            Type: 'volume',
            Source: name,
            Target: inside.init,
            VolumeOptions: { NoCopy: false, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
          },
        ],
      },
    });
    await container.remove({ force: true });
  } catch (error) {
    // Another start of this moment makes it.
    if (!isConflict(error)) throw error;
  }
  return name;
}
