import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { idFrom } from '@stepyard/pipeline';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { firstPipeline } from '../init/first-pipeline.ts';
import { print } from '../output.ts';

/** `stepyard init`: a first pipeline for the project in a folder. */
export function addInit(program: Command): void {
  program
    .command('init [folder]')
    .description('write a first pipeline for the project in the folder')
    .option('--file <path>', 'where to write it', 'stepyard.yaml')
    .option('--force', 'overwrite the file')
    .action(async (folder = '.', given: { file: string; force?: boolean }) => {
      const root = resolve(folder);
      const file = join(root, given.file);
      if (existsSync(file) && !given.force) {
        throw new CommandError(
          `${file} is there already`,
          'Give another --file, or --force to overwrite it.',
        );
      }
      const { kind, yaml } = firstPipeline(idFrom(basename(root)) || 'pipeline', {
        has: (name) => existsSync(join(root, name)),
        read: (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : ''),
      });
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, yaml);
      await print(
        kind
          ? `wrote ${file} for a ${kind} project`
          : `wrote ${file}: the project’s kind is not known, so it only says hello`,
      );
      await print(`next: cd ${root} && npx stepyard run ${given.file}`);
    });
}
