import type { Command } from 'commander';
import { shellOf } from '../debug/shell.ts';
import { CommandError } from '../failure.ts';
import { withScheduler } from '../open.ts';
import { note } from '../output.ts';
import { settingsOf, withSettings } from '../settings.ts';
import { notFound } from './runs.ts';

/** `stepyard debug RUN TASK`: a shell in the workspace and environment of a task. */
export function addDebug(program: Command): void {
  withSettings(
    program.command('debug <run> <task>').description('open a shell in a task’s workspace and environment'),
  )
    .option('--secrets <file>', 'secrets by name; those that it lacks are asked for')
    .action(async (run: string, task: string, given: { secrets?: string }, command: Command) => {
      const settings = settingsOf(command);
      await withScheduler(
        settings,
        async (scheduler) => {
          const view = (await scheduler.get(run)) ?? notFound(run);
          const found = view.tasks.find(({ key }) => key === task);
          if (!found) {
            const keys = view.tasks.map(({ key }) => key).join(', ');
            throw new CommandError(`${run} has no task ${JSON.stringify(task)}`, `Its tasks are: ${keys}.`);
          }
          if (view.workspace === undefined) {
            throw new CommandError(
              `the workspace of ${run} was removed`,
              'Run it again: failed runs keep theirs.',
              1,
            );
          }
          const request = await scheduler.describe(run, task);
          note(`a shell in ${request.workspace}, with the variables of ${task}; leave it with \`exit\``);
          if (request.start.command) note(`the step itself: ${request.start.command.join(' ')}`);
          process.exitCode = await shellOf(request);
        },
        { ...(given.secrets && { secretsFile: given.secrets }), ask: true },
      );
    });
}
