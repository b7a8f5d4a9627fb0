import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { idFrom } from '@stepyard/pipeline';
import { templateEntries } from '../data/templates.ts';
import { commandError } from '../failure.ts';
import { print } from '../output.ts';
import type { Settings } from '../settings.ts';
import { firstPipeline } from './first-pipeline.ts';

export interface InitOptions {
  readonly file: string;
  readonly force?: boolean;
}

/** Writes a first pipeline for the project in a folder, and says how to run it. */
export async function writeFirst(
  folder: string,
  { file, force = false }: InitOptions,
  settings: Settings,
): Promise<void> {
  const root = resolve(folder);
  const path = resolve(root, file);
  if (!existsSync(root)) throw commandError(`There is no folder ${root}.`, 'Check the path.');
  if (existsSync(path) && !force) {
    throw commandError(`${path} is there already.`, 'Give another --file, or --force to overwrite it.');
  }
  const isFile = (name: string) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile() === true;
  const entries = await templateEntries(settings);
  const versions = new Map(entries.map(({ manifest: { name, version } }) => [name, version]));
  const project = {
    has: isFile,
    read: (name: string) => (isFile(name) ? readFileSync(join(root, name), 'utf8') : ''),
    list(name: string) {
      const isFolder = statSync(join(root, name), { throwIfNoEntry: false })?.isDirectory() === true;
      return isFolder ? readdirSync(join(root, name)) : [];
    },
  };
  const { kind, yaml } = firstPipeline(idFrom(basename(root)) || 'pipeline', project, versions);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, yaml);
  const there = relative(process.cwd(), root);
  const found =
    kind === undefined ? 'the kind of the project is not known, so it only says hello' : `a ${kind} project`;
  await print(`Wrote ${relative(process.cwd(), path)}: ${found}.`);
  await print(`Run it: ${there === '' ? '' : `cd ${there} && `}stepyard run ${relative(root, path)}`);
  const own = entries.filter(({ source }) => source.kind !== 'built-in').map(({ manifest }) => manifest.name);
  if (own.length > 0) await print(`Of your own catalog it can use besides: ${own.join(', ')}.`);
}
