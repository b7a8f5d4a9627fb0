import { existsSync } from 'node:fs';
import { removeContainer } from '../../docker/remove-container.ts';
import { isObject } from '../../json-record.ts';
import { isAttemptName } from '../process/attempt-directory.ts';
import { isAlive, type ProcessIdentity } from '../process/process-identity.ts';
import type { DockerContext } from './context.ts';
import { filesOf, labelNames } from './place.ts';

/** Removes the containers that an earlier process has left behind: those that only open volumes, and those of nobody. */
export async function sweep({ place, engine }: DockerContext): Promise<void> {
  const docker = await engine.docker();
  const label = [`${labelNames.place}=${place.id}`];
  for (const { Id, Labels } of await docker.listContainers({ all: true, filters: { label } })) {
    const attempt = Labels[labelNames.attempt];
    const opensOnly = Labels[labelNames.role] === 'files';
    const known =
      attempt !== undefined && isAttemptName(attempt) && existsSync(filesOf(place, attempt).directory);
    if ((known && !opensOnly) || isOwnerAlive(Labels[labelNames.owner])) continue;
    await removeContainer(docker, Id);
  }
}

function isOwnerAlive(text = ''): boolean {
  try {
    const owner: unknown = JSON.parse(text);
    return isIdentity(owner) && isAlive(owner);
  } catch {
    return false;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return isObject(value) && typeof value.pid === 'number' && typeof value.started === 'string';
}
