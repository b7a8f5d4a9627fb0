import { join, relative } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { ExecOptions, ExecResult, Step } from '@stepyard/runtime';
import { withTestReports } from '@stepyard/runtime/junit';
import { assertToolVersion } from '@stepyard/runtime/tool-version';
import { argumentsOf, type Inputs } from './arguments.ts';
import { explain } from './failure.ts';
import { registrySettings } from './npmrc.ts';
import { type PackageFacts, readPackage } from './package-json.ts';
import { type Packed, readPacked } from './packed.ts';
import type { npm } from './template.ts';

type Outputs = OutputsOf<typeof npm>;

/** Runs one command of npm in the package's directory. */
export async function runNpm(step: Step<Inputs>): Promise<Outputs> {
  const { command, node, path, reports, workspaces } = step.inputs;
  const directory = await step.path('path', path);
  const facts = await readPackage(step, directory);
  if (node !== undefined)
    await assertToolVersion(step, { tool: 'node', ask: ['--version'], input: 'node', wanted: node });
  const env = {
    npm_config_cache: await step.cache('npm'),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    ...(await registrySettings(step)),
  };
  const call = (args: readonly string[], options: ExecOptions = {}) =>
    callNpm(step, args, { cwd: directory, env, ...options });
  const args = argumentsOf(step.inputs);
  step.status(`npm ${command.case === 'run' ? `run ${command.script}` : command.case}`);
  switch (command.case) {
    case 'pack': {
      const packed = readPacked((await call(args, { quiet: true })).stdout);
      if (packed) step.log.info(`packed ${packed.name}@${packed.version} as ${packed.filename}`);
      return { ...named(facts, packed), ...tarballOf(step, directory, packed) };
    }
    case 'publish':
      if (workspaces.length > 1 || workspaces[0] === '*') throw severalPackages(workspaces);
      return named(facts, await publish(step, facts, args, call));
    case 'run':
    case 'test':
    case 'custom':
      return withTests(
        named(facts),
        await withTestReports(step, { directory, patterns: reports }, async () => void (await call(args))),
      );
    default:
      await call(args);
      return named(facts);
  }
}

type Call = (args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

function callNpm(step: Step<Inputs>, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
  const name = args[0] ?? '';
  return step.exec('npm', args, {
    inherit: ['HOME'],
    name: `npm ${name}`,
    explain: (result) => explain(name, result),
    ...options,
  });
}

/** At most once over all attempts: a second one finds the version at the registry. */
async function publish(
  step: Step<Inputs>,
  facts: PackageFacts,
  args: readonly string[],
  call: Call,
): Promise<Packed | undefined> {
  const { command } = step.inputs;
  const perform = async () => readPacked((await call(args)).stdout) ?? null;
  if (command.case === 'publish' && command.dryRun) return (await perform()) ?? undefined;
  const published = await step.claim({
    name: 'publish',
    perform,
    find: async () => {
      const { stdout, status } = await call(
        ['view', '--json', `${facts.name}@${facts.version}`, 'dist.integrity'],
        {
          quiet: true,
          accept: 'any',
        },
      );
      return status === 0 && stdout.includes('sha') ? null : undefined;
    },
  });
  step.summary(`Published **${facts.name}@${facts.version}**.`);
  return published ?? undefined;
}

function withTests(outputs: Outputs, tests: Outputs['tests']): Outputs {
  return tests === undefined ? outputs : { ...outputs, tests };
}

function named(facts: PackageFacts, packed?: Packed): Outputs {
  const { name = facts.name, version = facts.version, integrity } = packed ?? {};
  return { ...(name && { name }), ...(version && { version }), ...(integrity && { integrity }) };
}

function tarballOf(step: Step<Inputs>, directory: string, packed: Packed | undefined): Outputs {
  if (packed === undefined) return {};
  // npm 9 and older name the file of a scoped package by its name, with the slash.
  const file = packed.filename.replace(/^@/, '').replaceAll('/', '-');
  return { tarball: relative(step.workspace, join(directory, file)) };
}

function severalPackages(workspaces: readonly string[]): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`workspaces\` must name one package to publish, got ${JSON.stringify(workspaces)}.`,
    {
      hint: 'Use a task for each package, or a matrix over their names: each is then published once, and tried again by itself.',
    },
  );
}
