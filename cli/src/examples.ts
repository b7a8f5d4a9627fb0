import type { Command } from 'commander';

const known = new WeakMap<Command, readonly string[]>();

/** Shows examples at the end of a command's help; a test runs each of them. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  known.set(command, lines);
  return command.addHelpText('after', `\nFor instance:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

/** The examples of a command. */
export function examplesOf(command: Command): readonly string[] {
  return known.get(command) ?? [];
}
