import { validatePipeline } from '@stepyard/pipeline';
import type { Command } from 'commander';
import { executorNamed, loadTemplates } from '../open.ts';
import { print, printJson } from '../output.ts';
import { assertSound, readPipeline } from '../run/read-pipeline.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard validate FILE…`: all that is wrong, with file, line and column. */
export function addValidate(program: Command): void {
  withSettings(program.command('validate <file...>').description('say all that is wrong with pipeline files'))
    .option('--executor <name>', 'where it will run: says what that executor cannot do', 'process')
    .action(async (files: string[], given: { executor: string }, command: Command) => {
      const settings = settingsOf(command);
      const catalog = await loadTemplates(settings);
      const executor = executorNamed(given.executor);
      const problems = [];
      for (const file of files) {
        const read = await readPipeline(file);
        problems.push(...read.problems, ...validatePipeline(read.document, catalog, { executor }));
      }
      if (settings.json) await printJson(problems);
      else assertSound(problems);
      if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 2;
      else if (!settings.json) await print(`${files.join(', ')}: sound`);
    });
}
