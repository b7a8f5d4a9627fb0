import { spawn } from 'node:child_process';
import { nearest } from '@stepyard/catalog';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { templateEntries } from '../open.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard step NAME --flags`: one template by hand, under the same contract. */
export function addStep(program: Command): void {
  const step = program
    .command('step <name> [flags...]')
    .description('run one template by hand in this directory; `stepyard step NAME --help` shows its flags')
    .allowUnknownOption()
    .allowExcessArguments()
    .passThroughOptions()
    .helpOption(false);
  withSettings(step).action(async (name: string, flags: string[], _: unknown, command: Command) => {
    const entries = await templateEntries(settingsOf(command));
    const entry = entries.find(({ manifest }) => manifest.name === name);
    const [executable, ...args] = entry?.start.command ?? [];
    if (executable === undefined) {
      const known = entries.map(({ manifest }) => manifest.name);
      const close = nearest(name, known);
      throw new CommandError(
        `there is no template ${JSON.stringify(name)}${close ? `, did you mean "${close}"` : ''}`,
        `There are: ${known.join(', ')}.`,
      );
    }
    process.exitCode = await runInPlace(executable, [...args, ...flags]);
  });
}

function runInPlace(executable: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    // A terminal sends its interrupt to the step as well; without a listener this process would go first.
    process
      .on('SIGINT', () => undefined)
      .on('SIGTERM', passOn)
      .on('SIGHUP', passOn);
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve(signal ? 143 : (status ?? 1)));
  });
}
