import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';
import { explainManager } from './manager-failure.ts';
import type { ManagerTool } from './manager-tool.ts';
import type { Call } from './npm.ts';
import { registryAccess } from './npmrc.ts';
import type { PackageFacts } from './package-json.ts';
import type { Packed } from './packed.ts';
import { pnpmArguments } from './pnpm-arguments.ts';
import { yarnArguments } from './yarn-arguments.ts';
import { yarnHome } from './yarnrc.ts';

/** pnpm or Yarn, with its own words for what the template does. */
export interface OtherManager {
  /** Runs the command that the inputs ask for. */
  readonly run: () => Promise<void>;
  readonly call: Call;
  /** Packs one package into a directory, signed out. */
  readonly pack: (facts: PackageFacts, to: string) => Promise<Packed>;
}

export async function otherManager(
  step: Step<Inputs>,
  { name, tool, major }: ManagerTool,
  directory: string,
): Promise<OtherManager> {
  const store = await step.cache(name);
  const words = (inputs: Inputs) =>
    name === 'pnpm' ? pnpmArguments(inputs, store) : yarnArguments(inputs, major);
  const { plain, signedIn } = await environments(step, name, major, directory, store);
  const call: Call = (args, options = {}, as = 'signed in') =>
    step.exec(tool, args, {
      cwd: directory,
      inherit: ['HOME'],
      env: as === 'signed in' ? { ...plain, ...signedIn } : plain,
      name: `${name} ${args.find((arg) => /^[a-z]/.test(arg)) ?? ''}`.trim(),
      explain: (result) =>
        explainManager(name, {
          ...result,
          stdout: step.masked(result.stdout),
          stderr: step.masked(result.stderr),
        }),
      ...options,
    });
  const pack: OtherManager['pack'] = async (facts, to) => {
    const into = join(await step.temporary(), 'pack');
    await mkdir(into);
    const file = join(into, 'package.tgz');
    const where =
      name === 'pnpm' ? `--pack-destination=${into}` : major > 1 ? `--out=${file}` : `--filename=${file}`;
    const inputs: Inputs = { ...step.inputs, command: { case: 'pack' } };
    await call([...words(inputs), where], {}, 'signed out');
    return await takeOver(facts, into, to);
  };
  return { call, pack, run: async () => void (await call(words(step.inputs))) };
}

/** Settings of the managers; those of Yarn 2 and later begin with YARN_, and it reads its home for the rest. */
async function environments(
  step: Step<Inputs>,
  name: string,
  major: number,
  directory: string,
  store: string,
) {
  const { signedIn, flags } = await registryAccess(step, directory);
  if (name === 'yarn' && major > 1) {
    const home = await yarnHome(step);
    const own = {
      YARN_GLOBAL_FOLDER: store,
      YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_PROGRESS_BARS: 'false',
      ...(step.inputs.ignoreScripts && { YARN_ENABLE_SCRIPTS: 'false' }),
    };
    return { plain: own, signedIn: home === undefined ? {} : { HOME: home } };
  }
  const [flag] = flags;
  const registry = flag?.startsWith('--registry=') ? flag.slice('--registry='.length) : undefined;
  const own = {
    ...(registry !== undefined && { npm_config_registry: registry, pnpm_config_registry: registry }),
    ...(name === 'yarn' ? { YARN_CACHE_FOLDER: store } : pnpmSettings(store)),
  };
  const { npm_config_userconfig: file } = signedIn;
  return {
    plain: own,
    signedIn: {
      ...signedIn,
      ...(file !== undefined && { pnpm_config_userconfig: file, pnpm_config_npmrc_auth_file: file }),
    },
  };
}

/** A hard link would let a build change the store; and pnpm must not fetch another version of itself. */
const pnpmSettings = (store: string) =>
  Object.fromEntries(
    Object.entries({
      cache_dir: `${store}/metadata`,
      package_import_method: 'clone-or-copy',
      manage_package_manager_versions: 'false',
      pm_on_fail: 'ignore',
      update_notifier: 'false',
    }).flatMap(([key, value]) => [
      [`npm_config_${key}`, value],
      [`pnpm_config_${key}`, value],
    ]),
  );

/** Moves the one package that was packed, by the name that npm would give it. */
async function takeOver(
  { name = 'package', version = '0.0.0' }: PackageFacts,
  from: string,
  to: string,
): Promise<Packed> {
  const [made] = await readdir(from);
  if (made === undefined) {
    throw new StepError('TOOL_FAILED', 'nothing was packed.', { hint: 'See in the log what was printed.' });
  }
  const filename = `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}.tgz`;
  await copyFile(join(from, made), join(to, filename));
  const digest = createHash('sha512')
    .update(await readFile(join(from, made)))
    .digest('base64');
  return { name, version, filename, integrity: `sha512-${digest}` };
}
