import { join, relative } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import type { ExecOptions, ExecResult, Step } from '@stepyard/runtime';
import { withTestReports } from '@stepyard/runtime/junit';
import { assertToolVersion } from '@stepyard/runtime/tool-version';
import { argumentsOf, type Inputs } from './arguments.ts';
import { explain } from './failure.ts';
import { chooseManager, type ManagerChoice } from './manager.ts';
import { findManager } from './manager-tool.ts';
import { registryAccess } from './npmrc.ts';
import { type OtherManager, otherManager } from './other-manager.ts';
import { type PackageFacts, readPackage } from './package-json.ts';
import { fileNameOf, type Packed, readPacked } from './packed.ts';
import { publish } from './publish.ts';
import type { npm } from './template.ts';
import { unsupported } from './unsupported.ts';

type Outputs = OutputsOf<typeof npm>;

/** Runs npm in the package's directory; `signed out`: without the credential. */
export type Call = (
  args: readonly string[],
  options?: ExecOptions,
  as?: 'signed in' | 'signed out',
) => Promise<ExecResult>;

/** Runs one command of npm in the package's directory. */
export async function runNpm(step: Step<Inputs>): Promise<Outputs> {
  const { command, node, path, reports } = step.inputs;
  const directory = await step.path('path', path);
  const manager = await chooseManager(step.inputs.manager, step.workspace, directory);
  const facts = await readPackage(step, directory, manager.name);
  if (node !== undefined)
    await assertToolVersion(step, { tool: 'node', ask: ['--version'], input: 'node', wanted: node });
  const npmCall = await npmIn(step, directory);
  const other = await otherThanNpm(step, manager, directory, npmCall);
  const run = other?.run ?? (async () => void (await npmCall(argumentsOf(step.inputs))));
  step.status(`${manager.name} ${command.case === 'run' ? `run ${command.script}` : command.case}`);
  switch (command.case) {
    case 'pack': {
      const packed =
        other === undefined
          ? readPacked((await npmCall(argumentsOf(step.inputs))).stdout)
          : await other.pack(facts, directory);
      return { ...named(facts, packed), ...tarballOf(step, directory, packed) };
    }
    case 'publish':
      return named(facts, await publish(step, command, npmCall, other && { ...other, facts }));
    case 'run':
    case 'test':
    case 'custom':
      return withTests(named(facts), await withTestReports(step, { directory, patterns: reports }, run));
    default:
      await run();
      return named(facts);
  }
}

async function otherThanNpm(
  step: Step<Inputs>,
  { name, ...choice }: ManagerChoice,
  directory: string,
  npm: Call,
): Promise<OtherManager | undefined> {
  if (name === 'npm') return undefined;
  const { command, workspaces } = step.inputs;
  if ((command.case === 'pack' || command.case === 'publish') && workspaces.length > 0) {
    throw unsupported('workspaces', workspaces, `${name}; name the directory of the package in \`path\``);
  }
  return await otherManager(step, await findManager(step, { name, ...choice }, npm), directory);
}

async function npmIn(step: Step<Inputs>, directory: string): Promise<Call> {
  const { flags, signedIn } = await registryAccess(step, directory);
  const env = {
    npm_config_cache: await step.cache('npm'),
    npm_config_logs_max: '0',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
  };
  return (args, options = {}, as = 'signed in') => {
    const name = args[0] ?? '';
    return step.exec('npm', [...flags, ...args], {
      cwd: directory,
      inherit: ['HOME'],
      env: as === 'signed in' ? { ...env, ...signedIn } : env,
      name: `npm ${name}`,
      explain: (result) => explain(name, result),
      ...options,
    });
  };
}

function withTests(outputs: Outputs, tests: Outputs['tests']): Outputs {
  return tests === undefined ? outputs : { ...outputs, tests };
}

function named(facts: PackageFacts, packed?: Packed): Outputs {
  const { name = facts.name, version = facts.version, integrity } = packed ?? {};
  return { ...(name && { name }), ...(version && { version }), ...(integrity && { integrity }) };
}

function tarballOf(step: Step<Inputs>, directory: string, packed: Packed | undefined): Outputs {
  return packed === undefined
    ? {}
    : { tarball: relative(step.workspace, join(directory, fileNameOf(packed))) };
}
