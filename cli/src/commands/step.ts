import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard step NAME --flags`: one template by hand, under the same contract. */
export function addStep(program: Command): void {
  const step = program
    .command('step <name> [flags...]')
    .description('run one template by hand in this directory')
    .allowUnknownOption()
    .allowExcessArguments()
    .passThroughOptions()
    .addHelpText('after', '\n`stepyard step NAME --help` shows the flags of a template.');
  withExamples(
    withSettings(step),
    'stepyard step script --help',
    `stepyard step script --script inline --script.text 'echo hello'`,
  ).action(async (name: string, flags: string[], _: unknown, command: Command) => {
    const { runStep } = await import('../step/run-step.ts');
    process.exitCode = await runStep(name, flags, settingsOf(command));
  });
}
