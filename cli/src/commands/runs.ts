import type { State } from '@stepyard/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from '../failure.ts';
import { withScheduler } from '../open.ts';
import { print, printJson } from '../output.ts';
import { exitStatusOf } from '../run/ends.ts';
import { settingsOf, withSettings } from '../settings.ts';
import { ending } from '../show/ending.ts';
import { runTable } from '../show/run-table.ts';

const states = [
  'queueing',
  'waiting',
  'running',
  'success',
  'warning',
  'failed',
  'aborted',
  'suspended',
] as const;

/** `stepyard runs …`: what ran, and what to do with it. */
export function addRuns(program: Command): void {
  const runs = program.command('runs').description('list, show, cancel, run again or delete runs');

  withSettings(runs.command('list').description('list runs, newest first'))
    .option('--pipeline <name>', 'only runs of this pipeline')
    .option('--state <state...>', `only runs in these states: ${states.join(', ')}`, collectState)
    .option('--limit <n>', 'at most this many', readCount, 50)
    .option('--all-projects', 'of every project in the data directory')
    .action(
      async (
        given: { pipeline?: string; state?: State[]; limit: number; allProjects?: boolean },
        command: Command,
      ) => {
        const settings = settingsOf(command);
        await withScheduler(settings, async (scheduler) => {
          const found = await scheduler.list({
            limit: given.limit,
            ...(given.pipeline && { pipeline: given.pipeline }),
            ...(given.state && { states: given.state }),
            ...(!given.allProjects && { project: settings.project }),
          });
          if (settings.json) await printJson(found);
          else if (found.length > 0) await print(runTable(found));
          else await print(`no runs of ${settings.project} yet: start one with \`stepyard run FILE\``);
        });
      },
    );

  withSettings(
    runs.command('show <run>').description('show a run: its tasks, why it failed, what it kept'),
  ).action(async (run: string, _: unknown, command: Command) => {
    const settings = settingsOf(command);
    await withScheduler(settings, async (scheduler) => {
      const view = (await scheduler.get(run)) ?? notFound(run);
      if (settings.json) await printJson(view);
      else await print(ending(view, await scheduler.artifacts(run)));
    });
  });

  withSettings(
    runs.command('logs <run> [task]').description('print the log of a task, or of all tasks of a run'),
  )
    .option('--attempt <n>', 'of this attempt; default: the last', readCount)
    .option('--follow', 'go on until the task has ended')
    .action(
      async (
        run: string,
        task: string | undefined,
        given: { attempt?: number; follow?: boolean },
        command: Command,
      ) => {
        await withScheduler(settingsOf(command), async (scheduler) => {
          const view = (await scheduler.get(run)) ?? notFound(run);
          const wanted = view.tasks.filter(({ key, attempts }) =>
            task ? key === task : attempts.length > 0,
          );
          if (wanted.length === 0)
            throw new CommandError(
              `the run ${run} has no log of ${task ?? 'any task'}`,
              taskHint(view.tasks),
            );
          for (const { key, title } of wanted) {
            if (wanted.length > 1) await print(`── ${title} (${key})`);
            const request = {
              run,
              task: key,
              follow: given.follow === true,
              ...(given.attempt && { attempt: given.attempt }),
            };
            for await (const { bytes } of scheduler.logs(request)) process.stdout.write(bytes);
          }
        });
      },
    );

  withSettings(runs.command('cancel <run>').description('stop a run; a second time, its finally tasks too'))
    .option('--force', 'stop the finally tasks as well')
    .action(async (run: string, given: { force?: boolean }, command: Command) => {
      await withScheduler(settingsOf(command), async (scheduler) => {
        if (!(await scheduler.get(run))) notFound(run);
        const stopped = await scheduler.cancel(run, { force: given.force === true });
        await print(stopped ? `${run} is being stopped` : `${run} had ended already`);
      });
    });

  withSettings(runs.command('rerun <run>').description('run again what failed, taking over what succeeded'))
    .option('--from <task>', 'this task and all after it')
    .option('--secrets <file>', 'secrets for the new run')
    .action(async (run: string, given: { from?: string; secrets?: string }, command: Command) => {
      const settings = settingsOf(command);
      await withScheduler(settings, async (scheduler) => {
        if (!(await scheduler.get(run))) notFound(run);
        const { watchRun } = await import('../run/watch.ts');
        const submitted = await scheduler.rerun(run, {
          ...(given.from && { from: given.from }),
          ...(given.secrets && { secretsFile: given.secrets }),
        });
        process.exitCode = exitStatusOf(await watchRun(scheduler, submitted.run, settings));
      });
    });

  withSettings(
    runs.command('delete <run...>').description('remove ended runs with logs, artifacts and workspace'),
  ).action(async (names: string[], _: unknown, command: Command) => {
    await withScheduler(settingsOf(command), async (scheduler) => {
      for (const run of names) {
        if (!(await scheduler.get(run))) notFound(run);
        if (!(await scheduler.delete(run))) {
          throw new CommandError(
            `the run ${run} has not ended`,
            `Stop it first: stepyard runs cancel ${run}`,
            1,
          );
        }
        await print(`${run} is deleted`);
      }
    });
  });
}

export function notFound(run: string): never {
  throw new CommandError(
    `there is no run ${JSON.stringify(run)}`,
    'See `stepyard runs list --all-projects`.',
    1,
  );
}

function taskHint(tasks: readonly { key: string }[]): string {
  return `Its tasks are: ${tasks.map(({ key }) => key).join(', ')}.`;
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return Number(text);
}

function collectState(text: string, before: State[] = []): State[] {
  const state = states.find((known) => known === text);
  if (state === undefined) throw new InvalidArgumentError(`It must be one of ${states.join(', ')}.`);
  return [...before, state];
}
