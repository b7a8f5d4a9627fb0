import type { Command } from 'commander';
import type { DebugOptions } from '../debug/open-debug.ts';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard debug RUN TASK`: a shell in the workspace and environment of a task. */
export function addDebug(program: Command): void {
  const debug = program
    .command('debug <run> <task>')
    .description('open a shell where a task failed')
    .addHelpText(
      'after',
      '\nThe shell stands in the workspace of the run and has the variables, files and secrets of the task.',
    )
    .option('--secrets <file>', 'secrets by name; those that it lacks are asked for')
    .option('--config <file>', 'YAML with config groups, stored files, connections and environments');
  withExamples(
    withSettings(debug),
    'stepyard debug demo-1 check',
    `echo 'ls && env' | stepyard debug demo-1 check`,
  ).action(async (run: string, task: string, given: DebugOptions, command: Command) => {
    const { openDebug } = await import('../debug/open-debug.ts');
    process.exitCode = await openDebug(run, task, given, settingsOf(command));
  });
}
