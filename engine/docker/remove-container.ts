import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { isConflict, isMissing } from './engine-error.ts';

const mostTries = 100;
const pauseMs = 100;

/** Removes a container, running or not; resolves when it is gone, whoever else is removing it. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await docker.getContainer(id).remove({ force: true, v: true });
      return;
    } catch (error) {
      if (isMissing(error)) return;
      if (!isConflict(error) || tries === mostTries) throw error;
    }
    await sleep(pauseMs);
  }
}
