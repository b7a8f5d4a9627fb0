import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { type Inputs, publishArguments, workspaceFlags } from './arguments.ts';
import { explain } from './failure.ts';
import type { Call } from './npm.ts';
import type { OtherManager } from './other-manager.ts';
import type { PackageFacts } from './package-json.ts';
import { fileNameOf, type Packed, readPacked } from './packed.ts';

type Command = Extract<Inputs['command'], { case: 'publish' }>;

/**
 * Packs without the credential, so that scripts of the project never see it, then publishes the file: at most
 * once over all attempts, as a later one finds that very content at the registry.
 */
export async function publish(
  step: Step<Inputs>,
  command: Command,
  call: Call,
  other?: OtherManager & { readonly facts: PackageFacts },
): Promise<Packed> {
  const { workspaces } = step.inputs;
  if (workspaces.length > 1 || workspaces[0] === '*') throw severalPackages(workspaces);
  const where = workspaceFlags(workspaces);
  const script = (name: string) => call(['run', name, '--if-present', ...where], {}, 'signed out');
  let made: Promise<{ packed: Packed; file: string }> | undefined;
  const pack = async () => {
    await script('prepublishOnly');
    const to = await step.temporary();
    if (other !== undefined) {
      const packed = await other.pack(other.facts, to);
      return { packed, file: join(to, packed.filename) };
    }
    const args = ['pack', '--json', '--dry-run=false', `--pack-destination=${to}`, ...where];
    const { stdout } = await call(args, {}, 'signed out');
    const packed = readPacked(stdout);
    if (packed === undefined) throw nothingPacked();
    return { packed, file: join(to, fileNameOf(packed)) };
  };
  const once = () => {
    made ??= pack();
    return made;
  };
  const perform = async () => {
    const { packed, file } = await once();
    await call(publishArguments(command, file));
    if (!command.dryRun) await script('postpublish');
    return packed;
  };
  if (command.dryRun) return await perform();
  const published = await step.claim({
    name: 'publish',
    perform,
    find: async () => {
      const { packed } = await once();
      return (await isThere(call, packed)) ? packed : undefined;
    },
  });
  step.summary(`Published **${published.name}@${published.version}**.`);
  return published;
}

/** Whether the registry has this version with this content. */
async function isThere(call: Call, { name, version, integrity }: Packed): Promise<boolean> {
  const result = await call(['view', '--json', `${name}@${version}`, 'dist.integrity'], {
    quiet: true,
    accept: 'any',
  });
  const failure = result.status === 0 ? undefined : explain('view', result);
  if (failure !== undefined && failure.code !== 'NOT_FOUND') throw failure;
  if (result.status !== 0 || result.stdout.trim() === '') return false;
  if (result.stdout.includes(integrity)) return true;
  throw new StepError(
    'CONFLICT',
    `${name}@${version} is at the registry, with other content than is packed here.`,
    {
      hint: 'Raise the version in package.json. If an earlier attempt published it, packing does not give the same content twice.',
    },
  );
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

function nothingPacked(): StepError {
  return new StepError('TOOL_FAILED', '`npm pack` did not say what it packed.', {
    hint: 'See in the log what it printed; a script may have ended it.',
  });
}
