import { type Command, InvalidArgumentError } from 'commander';
import { withExamples } from '../examples.ts';
import type { ResumeOptions } from '../run/resume.ts';
import type { ListRunsOptions } from '../runs/list-runs.ts';
import type { PrintLogsOptions } from '../runs/print-logs.ts';
import { settingsOf, withSettings } from '../settings.ts';

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
  const runs = program.command('runs').description('list, show, cancel, repeat or delete runs');

  withExamples(
    withSettings(runs.command('list').description('list runs, newest first'))
      .option('--pipeline <name>', 'only runs of this pipeline')
      .option(
        '--state <state>',
        `only runs in this state; may be repeated: ${states.join(', ')}`,
        collectState,
      )
      .option('--limit <n>', 'at most this many', readCount, 50)
      .option('--all-projects', 'of every project in the data directory'),
    'stepyard runs list',
    'stepyard runs list --state failed --state aborted --limit 5',
  ).action(async (given: ListRunsOptions, command: Command) => {
    await (await import('../runs/list-runs.ts')).listRuns(given, settingsOf(command));
  });

  withExamples(
    withSettings(
      runs.command('show <run>').description('show a run: its tasks, why it failed, what it kept'),
    ),
    'stepyard runs show demo-1',
    'stepyard runs show demo-1 --json',
  ).action(async (run: string, _: unknown, command: Command) => {
    await (await import('../runs/show-run.ts')).showRun(run, settingsOf(command));
  });

  withExamples(
    withSettings(
      runs.command('logs <run> [task]').description('print the log of a task, or of all tasks of a run'),
    )
      .option('--attempt <n>', 'of this attempt; else of the last', readCount)
      .option('--follow', 'go on until the task has ended')
      .option('--raw', 'byte for byte, also what a terminal would obey'),
    'stepyard runs logs demo-1',
    'stepyard runs logs demo-1 greet --raw',
  ).action(async (run: string, task: string | undefined, given: PrintLogsOptions, command: Command) => {
    await (await import('../runs/print-logs.ts')).printLogs(run, task, given, settingsOf(command));
  });

  withExamples(
    withSettings(runs.command('cancel <run>').description('stop a run; its finally tasks still run')).option(
      '--force',
      'stop the finally tasks as well',
    ),
    'stepyard runs cancel demo-1',
  ).action(async (run: string, given: { force?: boolean }, command: Command) => {
    await (await import('../runs/cancel-run.ts')).cancelRun(run, given, settingsOf(command));
  });

  withExamples(
    withSettings(
      runs
        .command('continue <run> <task>')
        .description('let a task go on that waits for a decision or a callback'),
    ),
    'stepyard runs continue demo-1 approve',
  ).action(async (run: string, task: string, _: unknown, command: Command) => {
    await (await import('../runs/continue-run.ts')).continueRun(run, task, settingsOf(command));
  });

  withExamples(
    withSettings(runs.command('rerun <run>').description('run again what failed, taking over what succeeded'))
      .option('--from <task>', 'this task and all after it')
      .option('--secrets <file>', 'secrets for the new run')
      .option('--config <file>', 'configuration for the new run'),
    'stepyard runs rerun demo-1',
    'stepyard runs rerun demo-1 --from greet',
  ).action(async (run: string, given: ResumeOptions, command: Command) => {
    process.exitCode = await (await import('../run/resume.ts')).rerun(run, given, settingsOf(command));
  });

  withExamples(
    withSettings(
      runs.command('delete <run...>').description('remove ended runs with logs, artifacts and workspace'),
    ),
    'stepyard runs delete demo-1',
  ).action(async (names: string[], _: unknown, command: Command) => {
    await (await import('../runs/delete-runs.ts')).deleteRuns(names, settingsOf(command));
  });
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return Number(text);
}

type Shown = (typeof states)[number];

function collectState(text: string, before: readonly Shown[] = []): readonly Shown[] {
  const state = states.find((known) => known === text);
  if (state === undefined) throw new InvalidArgumentError(`It must be one of ${states.join(', ')}.`);
  return [...before, state];
}
