import type { Inputs } from './arguments.ts';
import { unsupported } from './unsupported.ts';

/** The arguments of pnpm for a command of the template; `store` is where it keeps what it fetched. */
export function pnpmArguments(inputs: Inputs, store: string): readonly string[] {
  const { command } = inputs;
  const where = filters(inputs.workspaces);
  switch (command.case) {
    case 'ci':
      return [...where, 'install', '--frozen-lockfile', '--prefer-offline', ...installFlags(inputs, store)];
    case 'install':
      return command.packages.length === 0
        ? [...where, 'install', '--no-frozen-lockfile', ...installFlags(inputs, store)]
        : [...where, 'add', ...scriptFlags(inputs), `--store-dir=${store}`, ...command.packages];
    case 'run':
      return [...where, 'run', command.script, ...command.args];
    case 'test':
      return [...where, 'run', 'test', ...command.args];
    case 'custom':
      return command.args;
    default:
      return [...where, 'pack'];
  }
}

function filters(workspaces: readonly string[]): string[] {
  return workspaces.map((name) => (name === '*' ? '--recursive' : `--filter=${name}`));
}

function installFlags(inputs: Inputs, store: string): string[] {
  if (inputs.omit.includes('peer')) throw unsupported('omit', 'peer', 'pnpm');
  return [
    ...(inputs.omit.includes('dev') ? ['--prod'] : []),
    ...(inputs.omit.includes('optional') ? ['--no-optional'] : []),
    ...scriptFlags(inputs),
    `--store-dir=${store}`,
  ];
}

function scriptFlags({ ignoreScripts }: Inputs): string[] {
  return ignoreScripts ? ['--ignore-scripts'] : [];
}
