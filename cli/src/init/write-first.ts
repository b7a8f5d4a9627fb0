import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { idFrom } from '@stepyard/pipeline';
import { commandError } from '../failure.ts';
import { print } from '../output.ts';
import { firstPipeline } from './first-pipeline.ts';

export interface InitOptions {
  readonly file: string;
  readonly force?: boolean;
}

/** Writes a first pipeline for the project in a folder, and says how to run it. */
export async function writeFirst(folder: string, { file, force = false }: InitOptions): Promise<void> {
  const root = resolve(folder);
  const path = resolve(root, file);
  if (!existsSync(root)) throw commandError(`There is no folder ${root}.`, 'Check the path.');
  if (existsSync(path) && !force) {
    throw commandError(`${path} is there already.`, 'Give another --file, or --force to overwrite it.');
  }
  const { kind, yaml } = firstPipeline(idFrom(basename(root)) || 'pipeline', {
    has: (name) => existsSync(join(root, name)),
    read: (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : ''),
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, yaml);
  const found =
    kind === undefined ? 'the kind of the project is not known, so it only says hello' : `for ${kind}`;
  const there = relative(process.cwd(), root);
  await print(`Wrote ${relative(process.cwd(), path)}: ${found}.`);
  await print(`Run it: ${there === '' ? '' : `cd ${there} && `}stepyard run ${relative(root, path)}`);
}
