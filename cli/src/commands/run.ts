import { resolve } from 'node:path';
import type { Scheduler } from '@stepyard/engine';
import { planPipeline } from '@stepyard/pipeline';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { executorNamed, loadTemplates, templateEntries, withScheduler } from '../open.ts';
import { note } from '../output.ts';
import { breakOnFailure } from '../run/break-on-failure.ts';
import { exitStatusOf } from '../run/ends.ts';
import { readInputs } from '../run/inputs.ts';
import { withLocalSource } from '../run/local-plan.ts';
import { assertSound, readPipeline } from '../run/read-pipeline.ts';
import { sourceDirectory } from '../run/source-directory.ts';
import { manualEvent, readEvent } from '../run/start-event.ts';
import { watchRun } from '../run/watch.ts';
import { localRepository, snapshot } from '../run/working-tree.ts';
import { type Settings, settingsOf, withSettings } from '../settings.ts';
import { notFound } from './runs.ts';

interface Given {
  readonly input?: string[];
  readonly event?: string;
  readonly environment?: string;
  readonly secrets?: string;
  readonly config?: string;
  readonly executor: string;
  readonly committed?: boolean;
  readonly resume?: string;
  readonly from?: string;
  readonly breakOnFailure?: boolean;
  readonly wait?: boolean;
}

/** `stepyard run FILE`: runs a pipeline and shows it. */
export function addRun(program: Command): void {
  withSettings(program.command('run [file]').description('run a pipeline and show it while it goes on'))
    .option('--input <name=value...>', 'inputs of the pipeline')
    .option('--event <file>', 'the event to run for, as CloudEvents JSON; default: started by hand')
    .option('--environment <name>', 'environment whose values hold')
    .option('--secrets <file>', 'YAML with secrets by name, readable by you alone (mode 0600)')
    .option('--config <file>', 'YAML with config groups, stored files, connections and environments')
    .option('--executor <name>', 'where its tasks run', 'process')
    .option('--committed', 'what is committed, without the changes in the work tree')
    .option('--resume <run>', 'go on with a run that waits, or that was left behind')
    .option('--from <task>', 'with --resume: run this task of an ended run again, and all after it')
    .option('--break-on-failure', 'hold a failed task open, with a shell in its workspace')
    .option('--wait', 'stay where only decisions of people are left')
    .action(async (file: string | undefined, given: Given, command: Command) => {
      const settings = settingsOf(command);
      if ((file === undefined) === (given.resume === undefined)) {
        throw new CommandError(
          '`run` must be given a FILE, or --resume RUN',
          'Write for instance: stepyard run stepyard.yaml',
        );
      }
      await withScheduler(
        settings,
        async (scheduler) => {
          const run =
            file === undefined
              ? await resumed(scheduler, given)
              : await submitted(scheduler, file, given, settings);
          process.exitCode = exitStatusOf(
            await watchRun(scheduler, run, settings, { wait: given.wait === true }),
          );
        },
        {
          ...(given.secrets && { secretsFile: given.secrets }),
          ...(given.config && { configFile: given.config }),
          ...(given.breakOnFailure && { onFailure: breakOnFailure }),
        },
      );
    });
}

async function submitted(
  scheduler: Scheduler,
  file: string,
  given: Given,
  settings: Settings,
): Promise<string> {
  const inputs = readInputs(given.input ?? []);
  const catalog = await loadTemplates(settings);
  const read = await readPipeline(file);
  const local = await localRepository(process.cwd());
  const source = local && (await snapshot(local, sourceDirectory(settings.data), given.committed === true));
  const event = given.event ? await readEvent(given.event) : manualEvent(source, inputs);
  const planned = planPipeline(read.document, catalog, {
    inputs,
    event,
    executor: executorNamed(given.executor),
    ...(given.environment && { environment: given.environment }),
  });
  assertSound([...read.problems, ...planned.problems]);
  if (planned.plan === undefined)
    throw new CommandError('the pipeline has no plan', 'See the problems above.');
  if (source?.dirty && !settings.json)
    note(`with what is not committed in ${source.name}; --committed leaves it out`);
  const plan = source ? withLocalSource(planned.plan, await templateEntries(settings), source) : planned.plan;
  const { run } = await scheduler.submit({
    plan,
    project: settings.project,
    event,
    executor: given.executor,
    ...(event.data.actor?.login && { by: event.data.actor.login }),
    ...(given.secrets && { secretsFile: resolve(given.secrets) }),
    ...(given.config && { configFile: resolve(given.config) }),
  });
  return run;
}

async function resumed(scheduler: Scheduler, { resume = '', from, secrets }: Given): Promise<string> {
  if (!(await scheduler.get(resume))) notFound(resume);
  if (from === undefined) return resume;
  const again = await scheduler.rerun(resume, { from, ...(secrets && { secretsFile: resolve(secrets) }) });
  return again.run;
}
