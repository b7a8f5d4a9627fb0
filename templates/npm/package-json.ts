import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';
import type { ManagerName } from './manager.ts';

export interface PackageFacts {
  readonly name?: string;
  readonly version?: string;
}

/** Reads what package.json says, after making sure that the directory holds what the command needs. */
export async function readPackage(
  step: Step<Inputs>,
  directory: string,
  manager: ManagerName,
): Promise<PackageFacts> {
  const shown = JSON.stringify(step.inputs.path);
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new StepError('NOT_FOUND', `\`path\` must be a directory with a package.json, got ${shown}.`, {
      hint: 'Name the directory of the package in `path`, or in `workdir` of the task.',
    });
  }
  if (step.inputs.command.case === 'ci' && manager === 'npm') await assertLock(directory, shown);
  return factsOf(text, shown);
}

async function assertLock(directory: string, shown: string): Promise<void> {
  const has = async (file: string) =>
    (await stat(join(directory, file)).catch(() => undefined)) !== undefined;
  if ((await has('package-lock.json')) || (await has('npm-shrinkwrap.json'))) return;
  const other = (await has('pnpm-lock.yaml')) ? 'pnpm' : (await has('yarn.lock')) ? 'Yarn' : undefined;
  throw new StepError(
    'NOT_FOUND',
    `\`ci\` must find a package-lock.json or npm-shrinkwrap.json in ${shown}, there is none.`,
    {
      hint: other
        ? `It is a ${other} project: set \`manager\` to ${other.toLowerCase()}, or leave it out.`
        : 'Commit the lock file that `npm install` writes, or use `command: install`.',
    },
  );
}

/** The fields of a package.json, as far as there is one that can be read. */
export async function readManifest(directory: string): Promise<ReadonlyMap<string, unknown> | undefined> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined);
  try {
    const found: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof found === 'object' && found !== null ? new Map(Object.entries(found)) : undefined;
  } catch {
    return undefined;
  }
}

function factsOf(text: string, shown: string): PackageFacts {
  try {
    const found: unknown = JSON.parse(text);
    const fields = new Map(Object.entries(typeof found === 'object' && found !== null ? found : {}));
    const name: unknown = fields.get('name');
    const version: unknown = fields.get('version');
    return { ...(typeof name === 'string' && { name }), ...(typeof version === 'string' && { version }) };
  } catch {
    throw new StepError('INPUT_INVALID', `the package.json in ${shown} must be JSON, it is not.`, {
      hint: 'Mend it; `npm pkg get` says where it breaks.',
    });
  }
}
