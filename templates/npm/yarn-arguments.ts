import type { Inputs } from './arguments.ts';
import { unsupported } from './unsupported.ts';

/** The arguments of Yarn for a command of the template; 1 and those after it are two programs. */
export function yarnArguments(inputs: Inputs, major: number): readonly string[] {
  const { command } = inputs;
  switch (command.case) {
    case 'ci':
    case 'install':
      return installArguments(inputs, command, major);
    case 'run':
      return inWorkspaces(inputs.workspaces, ['run', command.script, ...command.args], major);
    case 'test':
      return inWorkspaces(inputs.workspaces, ['run', 'test', ...command.args], major);
    case 'custom':
      return command.args;
    default:
      return inWorkspaces(inputs.workspaces, ['pack'], major);
  }
}

function installArguments(
  { workspaces, omit, ignoreScripts }: Inputs,
  command: Extract<Inputs['command'], { case: 'ci' | 'install' }>,
  major: number,
): readonly string[] {
  const packages = command.case === 'install' ? command.packages : [];
  if (packages.length > 0) {
    const flags = major === 1 && ignoreScripts ? ['--ignore-scripts'] : [];
    return inWorkspaces(workspaces, ['add', ...flags, ...packages], major);
  }
  if (workspaces.length > 0) throw unsupported('workspaces', workspaces, 'Yarn, which installs all of them');
  if (major > 1) {
    if (omit.length > 0) throw unsupported('omit', omit, `Yarn ${major}`);
    return ['install', command.case === 'ci' ? '--immutable' : '--no-immutable'];
  }
  if (omit.includes('peer')) throw unsupported('omit', 'peer', 'Yarn 1');
  return [
    'install',
    ...(command.case === 'ci' ? ['--frozen-lockfile', '--prefer-offline'] : []),
    ...(omit.includes('dev') ? ['--production'] : []),
    ...(omit.includes('optional') ? ['--ignore-optional'] : []),
    ...(ignoreScripts ? ['--ignore-scripts'] : []),
  ];
}

function inWorkspaces(names: readonly string[], args: readonly string[], major: number): readonly string[] {
  const [first] = names;
  if (first === undefined) return args;
  if (major > 1) {
    const chosen = first === '*' ? ['--all'] : ['--all', ...names.map((name) => `--include=${name}`)];
    return names.length === 1 && first !== '*'
      ? ['workspace', first, ...args]
      : ['workspaces', 'foreach', ...chosen, ...args];
  }
  if (names.length > 1) throw unsupported('workspaces', names, 'Yarn 1, which takes one or all');
  return first === '*' ? ['workspaces', ...args] : ['workspace', first, ...args];
}
