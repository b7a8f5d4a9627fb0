import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCli } from '../bundle-cli.ts';
import { bundleStep } from '../bundle-step.ts';
import { root } from '../source-files.ts';
import { readPackage, writeTarball } from './tarball.ts';

/** Packages that the bundle loads as they are: they look for their own files. */
const external = ['dockerode', 'string-width'];

/** Packs the command with pipeline, engine and the built-in templates inside, or some of them; gives the tarball's path. */
export async function packCommand(
  to: string,
  templates: readonly string[] = readdirSync(join(root, 'templates')),
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-pack-'));
  try {
    await bundleBeside(join(folder, 'dist'));
    // It names sources of this machine, and nobody can be newer than they are.
    rmSync(join(folder, 'dist', 'inputs.json'));
    for (const name of ['bin', 'starters'])
      cpSync(join(root, 'cli', name), join(folder, name), { recursive: true });
    for (const name of templates) await addTemplate(folder, name);
    const { devDependencies: _, scripts: __, dependencies: ___, ...own } = readPackage('cli');
    const dependencies = Object.fromEntries(external.map((name) => [name, versionOf(name)]));
    const files = ['bin', 'dist', 'starters', 'templates'];
    return writeTarball(folder, { ...own, engines: { node: '>=20' }, files, dependencies }, to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bundle finds the command's files from where it is made: as far from them as it will be. */
async function bundleBeside(to: string): Promise<void> {
  const made = mkdtempSync(join(root, 'cli', 'dist-'));
  try {
    await bundleCli(made);
    cpSync(made, to, { recursive: true });
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

async function addTemplate(folder: string, name: string): Promise<void> {
  const source = join(root, 'templates', name);
  const manifest = join(root, 'catalog', 'generated', `${name}.json`);
  if (!existsSync(join(source, 'main.ts')) || !existsSync(manifest)) return;
  const target = join(folder, 'templates', name);
  await bundleStep(source, target);
  rmSync(join(target, 'inputs.json'));
  cpSync(manifest, join(target, 'template.json'));
}

function versionOf(name: string): unknown {
  for (const folder of ['cli', 'engine']) {
    const version: unknown = Object(readPackage(folder).dependencies)[name];
    if (version !== undefined) return version;
  }
  throw new Error(`No package.json of ours names ${name}.`);
}
