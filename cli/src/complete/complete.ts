import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { filesLike, runNames, templateNames, traitNames } from './candidates.ts';

type Complete = (value: string, description: string) => void;

/** Adds the command that prints completion scripts, and answers them: the last word is the one being completed. */
export async function addCompletion(root: Command, line: readonly string[]): Promise<void> {
  const typed = line.at(-1) ?? '';
  const templates = line.some((word) => word === 'step' || word === 'catalog') ? await templateNames() : [];
  const completion = tab(root);
  for (const [name, command] of completion.commands) {
    const words = name.split(' ');
    for (const [argument, one] of command.arguments) {
      const candidates = candidatesOf(words, argument, typed, templates);
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
  templates: readonly string[],
): (() => readonly string[]) | undefined {
  if (argument === 'file') return () => filesLike(typed);
  if (argument === 'run') return runNames;
  if (command === 'step' && argument === 'name') return () => templates;
  if (command !== 'catalog') return undefined;
  if (subcommand === 'show') return () => [...templates, ...traitNames()];
  if (subcommand === 'add') return () => filesLike(typed);
  return ['remove', 'update'].includes(subcommand) ? () => templates : undefined;
}

function offer(candidates: () => readonly string[]) {
  return (complete: Complete) => {
    for (const candidate of candidates()) complete(candidate, '');
  };
}
