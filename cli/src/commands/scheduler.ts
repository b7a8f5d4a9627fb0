import { once } from 'node:events';
import type { Command } from 'commander';
import { withScheduler } from '../open.ts';
import { note } from '../output.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard scheduler`: goes on with all runs of the data directory, until it is stopped. */
export function addScheduler(program: Command): void {
  withSettings(
    program.command('scheduler').description('go on with all runs of the data directory, without a terminal'),
  )
    .option('--secrets <file>', 'YAML with secrets by name, readable by you alone (mode 0600)')
    .option('--config <file>', 'YAML with config groups, stored files, connections and environments')
    .action(async (given: { secrets?: string; config?: string }, command: Command) => {
      const settings = settingsOf(command);
      await withScheduler(
        settings,
        async () => {
          note(`scheduling the runs of ${settings.data}; stop it with an interrupt, what runs goes on`);
          await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
        },
        {
          ...(given.secrets && { secretsFile: given.secrets }),
          ...(given.config && { configFile: given.config }),
        },
      );
    });
}
