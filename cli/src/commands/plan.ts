import { type Command, Option } from 'commander';
import { withExamples } from '../examples.ts';
import type { ShowPlanOptions } from '../plan/show-plan.ts';
import { collect, settingsOf, withSettings } from '../settings.ts';

/** `stepyard plan FILE`: what would run, in which order. */
export function addPlan(program: Command): void {
  const plan = program
    .command('plan <file>')
    .description('show what would run, in which order')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'mermaid']).default('text'))
    .option('--input <name=value>', 'an input of the pipeline; may be repeated', collect)
    .option('--event <file>', 'the event to plan for, as CloudEvents JSON; else: started by hand')
    .option('--environment <name>', 'as this environment sees it')
    .option('--config <file>', 'YAML with config groups and environments')
    .option('--executor <name>', 'where it would run', 'process');
  withExamples(
    withSettings(plan),
    'stepyard plan stepyard.yaml',
    'stepyard plan stepyard.yaml --format mermaid',
  ).action(async (file: string, given: ShowPlanOptions, command: Command) => {
    const { showPlan } = await import('../plan/show-plan.ts');
    await showPlan(file, given, settingsOf(command));
  });
}
