import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';
import type { ManagerChoice } from './manager.ts';
import type { Call } from './npm.ts';
import { fileNameOf, readPacked } from './packed.ts';

/** A pnpm or Yarn that can be run. */
export interface ManagerTool {
  readonly name: 'pnpm' | 'yarn';
  /** Name on the PATH, or path. */
  readonly tool: string;
  readonly major: number;
}

/**
 * The pnpm or Yarn of the machine, if it is of the major version that the project pins, else the pinned one, if it
 * may be fetched.
 * @throws StepError TOOL_MISSING saying what to do
 */
export async function findManager(
  step: Step<Inputs>,
  { name, version, hash }: ManagerChoice & { readonly name: 'pnpm' | 'yarn' },
  npm: Call,
): Promise<ManagerTool> {
  const here = await versionHere(step, name);
  if (here !== undefined && (version === undefined || majorOf(here) === majorOf(version))) {
    return { name, tool: name, major: majorOf(here) };
  }
  if (version === undefined || !step.inputs.pinned) throw missing(name, version, here);
  return { name, tool: await fetched(step, { name, version, hash }, npm), major: majorOf(version) };
}

/** Away from the project: a manager may refuse to answer, or fetch another version of itself, by what is pinned there. */
async function versionHere(step: Step<Inputs>, name: string): Promise<string | undefined> {
  const options = { quiet: true, accept: 'any', cwd: await step.temporary() } as const;
  const said = await step.exec(name, ['--version'], options).catch((error: unknown) => {
    if (error instanceof StepError && error.code === 'TOOL_MISSING') return undefined;
    throw error;
  });
  return /^\d+\.\d+\.\d+\S*$/m.exec(said?.stdout ?? '')?.[0];
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** Unpacked by npm, without running anything of it. */
async function fetched(
  step: Step<Inputs>,
  { name, version, hash }: { name: 'pnpm' | 'yarn'; version: string; hash: string | undefined },
  npm: Call,
): Promise<string> {
  const spec = `${name === 'yarn' && majorOf(version) > 1 ? '@yarnpkg/cli-dist' : name}@${version}`;
  const to = await step.temporary();
  step.log.info(`Fetches ${spec}, which package.json pins.`);
  const options = { quiet: true, cwd: to };
  const { stdout } = await npm(['pack', '--json', `--pack-destination=${to}`, '--', spec], options);
  const packed = readPacked(stdout);
  if (packed === undefined) throw unfit(spec, 'npm did not say what it fetched');
  const file = join(to, fileNameOf(packed));
  if (hash !== undefined) await assertHash(spec, file, hash);
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--prefer-offline'];
  await npm(['install', ...flags, `--prefix=${to}`, '--', file], options);
  return join(to, 'node_modules/.bin', name);
}

async function assertHash(spec: string, file: string, hash: string): Promise<void> {
  const [algorithm = '', wanted] = hash.split('.');
  const found = createHash(algorithm)
    .update(await readFile(file))
    .digest('hex');
  if (found !== wanted) throw unfit(spec, 'its hash is not the one that `packageManager` pins');
}

function unfit(spec: string, why: string): StepError {
  return new StepError('TOOL_MISSING', `${spec} was fetched and is not used: ${why}.`, {
    hint: 'Compare `packageManager` in package.json with what the registry has.',
  });
}

function missing(name: string, version: string | undefined, here: string | undefined): StepError {
  const wanted = version === undefined ? name : `${name} ${version}, which package.json pins,`;
  const got = here === undefined ? 'there is none on the PATH' : `on the PATH is ${here}`;
  const fetching = 'set `pinned` so that it is fetched from the registry';
  return new StepError('TOOL_MISSING', `the project needs ${wanted} and ${got}.`, {
    hint:
      version === undefined
        ? `Install it, use an image that has it, or pin a version in \`packageManager\` of package.json and ${fetching}.`
        : `Install it, use an image that has it, or ${fetching}.`,
  });
}
