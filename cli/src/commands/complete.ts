import type { Command } from 'commander';
import { withExamples } from '../examples.ts';

/** `stepyard complete SHELL`: a script for the shell. Its work is done by a library that is loaded when it is asked for. */
export function addComplete(program: Command): void {
  const complete = program
    .command('complete')
    .argument('[shell]', 'bash, zsh, fish or powershell')
    .description('print the completion script of a shell');
  withExamples(
    complete,
    'source <(stepyard complete bash)',
    'stepyard complete fish > ~/.config/fish/completions/stepyard.fish',
  );
}
