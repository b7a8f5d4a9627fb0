import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import type { SchedulerCommandOptions } from '../scheduler/serve.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard scheduler`: goes on with all runs of the data directory, until it is stopped. */
export function addScheduler(program: Command): void {
  const scheduler = program
    .command('scheduler')
    .description('go on with all runs until it is stopped')
    .option('--secrets <file>', 'YAML with secrets by name, readable by you alone (mode 0600)')
    .option('--config <file>', 'YAML with config groups, stored files, connections and environments');
  withExamples(
    withSettings(scheduler),
    'stepyard scheduler',
    'stepyard scheduler --secrets secrets.yaml',
  ).action(async (given: SchedulerCommandOptions, command: Command) => {
    await (await import('../scheduler/serve.ts')).serve(given, settingsOf(command));
  });
}
