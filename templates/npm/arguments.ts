import type { InputsOf } from '@stepyard/catalog';
import type { npm } from './template.ts';

export type Inputs = InputsOf<typeof npm>;

/** The arguments of npm; what comes from an author stands behind a flag that takes it, or behind `--`. */
export function argumentsOf(inputs: Inputs): readonly string[] {
  const { command } = inputs;
  const where = workspaceFlags(inputs.workspaces);
  switch (command.case) {
    case 'ci':
      return ['ci', ...installFlags(inputs), ...where];
    case 'install':
      return ['install', ...installFlags(inputs), ...where, ...behind(command.packages)];
    case 'run':
      return ['run', ...where, command.script, ...behind(command.args)];
    case 'test':
      return ['test', ...where, ...behind(command.args)];
    case 'pack':
      return ['pack', '--json', ...where];
    case 'publish':
      return [
        'publish',
        '--json',
        `--tag=${command.tag}`,
        ...(command.access === undefined ? [] : [`--access=${command.access}`]),
        ...(command.dryRun ? ['--dry-run'] : []),
        ...where,
      ];
    case 'custom':
      return command.args;
  }
}

function installFlags({ omit, ignoreScripts }: Inputs): string[] {
  return [
    '--prefer-offline',
    ...omit.map((kind) => `--omit=${kind}`),
    ...(ignoreScripts ? ['--ignore-scripts'] : []),
  ];
}

function workspaceFlags(workspaces: readonly string[]): string[] {
  return workspaces.map((name) => (name === '*' ? '--workspaces' : `--workspace=${name}`));
}

function behind(args: readonly string[]): readonly string[] {
  return args.length === 0 ? [] : ['--', ...args];
}
