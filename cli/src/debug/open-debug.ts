import { withReader } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { note } from '../output.ts';
import { notFound } from '../runs/not-found.ts';
import type { Settings } from '../settings.ts';
import { shellOf } from './shell.ts';

export interface DebugOptions {
  readonly secrets?: string;
  readonly config?: string;
}

/** Opens a shell in the workspace of a run, as a task of it is started; gives the shell's exit status. */
export async function openDebug(
  run: string,
  task: string,
  { secrets, config }: DebugOptions,
  settings: Settings,
): Promise<number> {
  const options = { secretsFile: secrets, configFile: config, ask: true, describes: true };
  return withReader(
    settings,
    async (scheduler) => {
      const view = (await scheduler.get(run)) ?? notFound(run);
      if (!view.tasks.some(({ key }) => key === task)) {
        const keys = view.tasks.map(({ key }) => key).join(', ');
        throw commandError(
          `The run ${run} has no task ${JSON.stringify(task)}.`,
          `Its tasks are: ${keys}.`,
          1,
        );
      }
      if (view.workspace === undefined) {
        throw commandError(
          `The workspace of ${run} was removed.`,
          'Runs that failed keep theirs: run it again.',
          1,
        );
      }
      const request = await scheduler.describe(run, task);
      const image = view.tasks.find(({ key }) => key === task)?.attempts.at(-1)?.image;
      if (image !== undefined) {
        note(`A shell in ${image.name} on the workspace of ${run}; leave it with \`exit\`.`);
        return (await import('./container-shell.ts')).containerShell(request, settings);
      }
      note(`A shell in ${request.workspace} with the variables of ${task}; leave it with \`exit\`.`);
      if (request.start.command) note(`The step itself: ${request.start.command.join(' ')}`);
      return shellOf(request);
    },
    options,
  );
}
