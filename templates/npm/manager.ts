import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Inputs } from './arguments.ts';
import { readManifest } from './package-json.ts';

export type ManagerName = 'npm' | 'pnpm' | 'yarn';

/** A package manager, as the author or the project chooses it. */
export interface ManagerChoice {
  readonly name: ManagerName;
  /** What `packageManager` pins, if it is that of this manager. */
  readonly version: string | undefined;
  /** What its tarball must be: `sha512.1f0c…`. */
  readonly hash: string | undefined;
}

const locks: readonly (readonly [file: string, name: ManagerName])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
];

/** Looks from the package upwards to the workspace: a package of a workspace has neither lock file nor pin of its own. */
export async function chooseManager(
  wanted: Inputs['manager'],
  workspace: string,
  directory: string,
): Promise<ManagerChoice> {
  let locked: ManagerName | undefined;
  for (let at = directory; at.startsWith(workspace); at = dirname(at)) {
    const pin = pinOf((await readManifest(at))?.get('packageManager'));
    if (pin !== undefined && (wanted === 'auto' || wanted === pin.name)) return pin;
    locked ??= await lockIn(at);
    if (at === workspace) break;
  }
  const name = wanted === 'auto' ? (locked ?? 'npm') : wanted;
  return { name, version: undefined, hash: undefined };
}

/** `pnpm@9.1.0+sha512.1f0c…`: https://nodejs.org/api/packages.html#packagemanager */
function pinOf(text: unknown): ManagerChoice | undefined {
  if (typeof text !== 'string') return undefined;
  const pin = /^(npm|pnpm|yarn)@(\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[\w.]{1,50})?)(?:\+(sha\d{3}\.[0-9a-f]+))?$/;
  const [, name, version, hash] = pin.exec(text) ?? [];
  return isManager(name) ? { name, version, hash } : undefined;
}

function isManager(name: string | undefined): name is ManagerName {
  return name === 'npm' || name === 'pnpm' || name === 'yarn';
}

async function lockIn(directory: string): Promise<ManagerName | undefined> {
  for (const [file, name] of locks) {
    if ((await stat(join(directory, file)).catch(() => undefined)) !== undefined) return name;
  }
  return undefined;
}
