import { join } from 'node:path';
import type { StartRequest } from '@stepyard/engine';
import { openShell } from '@stepyard/engine/docker';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';

/** Statuses of an engine for a program that an image does not have. */
const missing = [126, 127];

/** Opens a shell in a container like the one of a task; gives its exit status. */
export async function containerShell(request: StartRequest, { data }: Settings): Promise<number> {
  const { STEPYARD_IMAGES: images } = process.env;
  const status = await openShell({ directory: join(data, 'docker'), ...(images && { images }) }, request);
  if (!missing.includes(status)) return status;
  throw commandError(
    `The image ${JSON.stringify(request.start.image)} must have a shell (\`sh\`) for this.`,
    'Look at the log of the task, or run a task with `image` and a shell on the same files.',
    1,
  );
}
