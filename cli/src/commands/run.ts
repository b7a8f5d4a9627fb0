import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { commandError } from '../failure.ts';
import type { ResumeOptions } from '../run/resume.ts';
import type { RunFileOptions } from '../run/run-file.ts';
import { collect, settingsOf, withSettings } from '../settings.ts';

/** `stepyard run FILE`: runs a pipeline and shows it. */
export function addRun(program: Command): void {
  const run = program
    .command('run [file]')
    .description('run a pipeline and show it while it goes on')
    .option('--input <name=value>', 'an input of the pipeline; may be repeated', collect)
    .option('--event <file>', 'the event to run for, as CloudEvents JSON; else: started by hand')
    .option('--environment <name>', 'environment whose values hold')
    .option('--secrets <file>', 'YAML with secrets by name, readable by you alone (mode 0600)')
    .option('--config <file>', 'YAML with config groups, stored files, connections and environments')
    .option('--executor <name>', 'where its tasks run', 'process')
    .option('--committed', 'what is committed, without the changes in the work tree')
    .option('--break-on-failure', 'hold a failed task open, with a shell in its workspace')
    .option('--wait', 'stay where only decisions of people are left')
    .option('--resume <run>', 'instead of a file: go on with a run that waits, or that was left behind')
    .option('--from <task>', 'with --resume: run this task of an ended run again, and all after it')
    .addHelpText('after', statuses);
  withExamples(
    withSettings(run),
    'stepyard run stepyard.yaml',
    'stepyard run stepyard.yaml --input greeting=hi --json',
    'stepyard run --resume demo-1 --from greet',
  ).action(
    async (
      file: string | undefined,
      given: RunFileOptions & ResumeOptions & { resume?: string },
      command,
    ) => {
      const settings = settingsOf(command);
      if ((file === undefined) === (given.resume === undefined)) {
        throw commandError(
          '`run` must be given a FILE, or --resume RUN.',
          'Write for instance: stepyard run stepyard.yaml',
        );
      }
      if (file !== undefined && given.from !== undefined) {
        throw commandError(
          '`--from` must come with --resume.',
          'Write for instance: --resume demo-1 --from test',
        );
      }
      process.exitCode =
        given.resume === undefined
          ? await (await import('../run/run-file.ts')).runFile(file ?? '', given, settings)
          : await (await import('../run/resume.ts')).resume(given.resume, given, settings);
    },
  );
}

const statuses = `
Ends with 0 for success, also with warnings; 1 when it failed; 2 when something must be mended first;
79 when only decisions of people are left; 143 when it was stopped.`;
