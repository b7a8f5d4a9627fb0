import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';
import type { ValidateFilesOptions } from '../validate/validate-files.ts';

/** `stepyard validate FILE…`: all that is wrong, with file, line and column. */
export function addValidate(program: Command): void {
  const validate = program
    .command('validate <file...>')
    .description('say all that is wrong with pipeline files')
    .option('--executor <name>', 'where it will run: says what that executor cannot do', 'process')
    .option('--secrets <file>', 'check the names of secrets against this file')
    .option('--config <file>', 'check the names of groups and environments against this file');
  withExamples(
    withSettings(validate),
    'stepyard validate stepyard.yaml',
    'stepyard validate stepyard.yaml --config config.yaml --json',
  ).action(async (files: string[], given: ValidateFilesOptions, command: Command) => {
    const { validateFiles } = await import('../validate/validate-files.ts');
    process.exitCode = await validateFiles(files, given, settingsOf(command));
  });
}
