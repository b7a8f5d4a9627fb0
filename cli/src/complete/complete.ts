import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { catalogNames, filesLike, runNames } from './candidates.ts';

type Complete = (value: string, description: string) => void;

/** Adds the command that prints completion scripts, and answers them: `typed` is the word that is being completed. */
export function addCompletion(root: Command, typed: string): void {
  const completion = tab(root);
  for (const [name, command] of completion.commands) {
    const words = name.split(' ');
    for (const [argument, one] of command.arguments) {
      const candidates = candidatesOf(words, argument, typed);
      if (candidates !== undefined) one.handler = offer(candidates);
    }
    for (const [option, one] of command.options) {
      if (['secrets', 'config', 'event', 'file', 'to', 'data', 'catalog'].includes(option))
        one.handler = offer(() => filesLike(typed));
      if (option === 'resume') one.handler = offer(() => runNames());
    }
  }
}

function candidatesOf(
  [command = '', subcommand = '']: readonly string[],
  argument: string,
  typed: string,
): (() => readonly string[]) | undefined {
  if (argument === 'file') return () => filesLike(typed);
  if (argument === 'run') return runNames;
  const named = command === 'step' || (command === 'catalog' && subcommand === 'show');
  return named && argument === 'name' ? () => catalogNames(command === 'step') : undefined;
}

function offer(candidates: () => readonly string[]) {
  return (complete: Complete) => {
    for (const candidate of candidates()) complete(candidate, '');
  };
}
