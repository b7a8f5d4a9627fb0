import { planPipeline, toMermaid, toText } from '@stepyard/pipeline';
import { type Command, Option } from 'commander';
import { executorNamed, loadTemplates } from '../open.ts';
import { print, printJson } from '../output.ts';
import { readInputs } from '../run/inputs.ts';
import { assertSound, readPipeline } from '../run/read-pipeline.ts';
import { manualEvent } from '../run/start-event.ts';
import { localRepository } from '../run/working-tree.ts';
import { settingsOf, withSettings } from '../settings.ts';

interface Given {
  readonly format: 'text' | 'mermaid';
  readonly input?: string[];
  readonly environment?: string;
  readonly executor: string;
}

/** `stepyard plan FILE`: what would run, in which order. */
export function addPlan(program: Command): void {
  withSettings(program.command('plan <file>').description('show what would run, in which order'))
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'mermaid']).default('text'))
    .option('--input <name=value...>', 'inputs of the pipeline')
    .option('--environment <name>', 'as this environment sees it')
    .option('--executor <name>', 'where it would run', 'process')
    .action(async (file: string, given: Given, command: Command) => {
      const settings = settingsOf(command);
      const { document, problems } = await readPipeline(file);
      const inputs = readInputs(given.input ?? []);
      const planned = planPipeline(document, await loadTemplates(settings), {
        inputs,
        event: manualEvent(await localRepository(process.cwd()), inputs),
        executor: executorNamed(given.executor),
        ...(given.environment && { environment: given.environment }),
      });
      assertSound([...problems, ...planned.problems]);
      if (planned.plan === undefined) return;
      if (settings.json) await printJson(planned.plan);
      else await print(given.format === 'mermaid' ? toMermaid(planned.plan) : toText(planned.plan));
    });
}
