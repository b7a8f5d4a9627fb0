import type { InputsOf } from '@stepyard/catalog';
import type { npm } from './template.ts';

export type Inputs = InputsOf<typeof npm>;

/** The arguments of npm; what comes from an author stands behind a flag that takes it, or behind `--`. */
export function argumentsOf(inputs: Inputs): readonly string[] {
  const { command } = inputs;
  const where = workspaceFlags(inputs.workspaces);
  switch (command.case) {
    case 'ci':
      // The lock file says all versions, so what is cached is never too old.
      return ['ci', '--prefer-offline', ...installFlags(inputs), ...where];
    case 'install':
      return ['install', ...installFlags(inputs), ...where, ...behind(command.packages)];
    case 'run':
      return ['run', ...where, command.script, ...behind(command.args)];
    case 'test':
      return ['test', ...where, ...behind(command.args)];
    case 'pack':
      return ['pack', '--json', '--dry-run=false', ...where];
    case 'custom':
      return command.args;
    case 'publish':
      return ['publish'];
  }
}

/**
 * `--dry-run` stands there either way: a project's `.npmrc` may not turn the work into none. npm must not
 * retry by itself: where only the answer was lost, it would call its own publication a conflict.
 */
export function publishArguments(
  { tag, access, dryRun }: Extract<Inputs['command'], { case: 'publish' }>,
  file: string,
): readonly string[] {
  return [
    ...['publish', '--json', '--ignore-scripts', `--tag=${tag}`, `--dry-run=${dryRun}`, '--fetch-retries=0'],
    ...(access === undefined ? [] : [`--access=${access}`]),
    ...behind([file]),
  ];
}

export function workspaceFlags(workspaces: readonly string[]): string[] {
  return workspaces.map((name) => (name === '*' ? '--workspaces' : `--workspace=${name}`));
}

function installFlags({ omit, ignoreScripts }: Inputs): string[] {
  return [...omit.map((kind) => `--omit=${kind}`), ...(ignoreScripts ? ['--ignore-scripts'] : [])];
}

function behind(args: readonly string[]): readonly string[] {
  return args.length === 0 ? [] : ['--', ...args];
}
