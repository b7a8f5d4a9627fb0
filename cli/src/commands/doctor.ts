import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard doctor`: what each executor lacks on this machine. */
export function addDoctor(program: Command): void {
  const doctor = program.command('doctor').description('say what each executor lacks on this machine');
  withExamples(withSettings(doctor), 'stepyard doctor').action(async (_: unknown, command: Command) => {
    await (await import('../doctor/examine.ts')).examine(settingsOf(command));
  });
}
