import { once } from 'node:events';
import { holdingScheduler } from '../data/open.ts';
import { note } from '../output.ts';
import type { Settings } from '../settings.ts';

export interface SchedulerCommandOptions {
  readonly secrets?: string;
  readonly config?: string;
}

/** Goes on with all runs of the data directory, and with those that others submit, until it is stopped. */
export async function serve({ secrets, config }: SchedulerCommandOptions, settings: Settings): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await holdingScheduler(
    settings,
    async () => {
      note(`Scheduling the runs of ${settings.data}. An interrupt stops it; what runs goes on.`);
      await stopped;
    },
    { secretsFile: secrets, configFile: config },
  );
}
