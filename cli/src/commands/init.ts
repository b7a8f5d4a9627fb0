import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import type { InitOptions } from '../init/write-first.ts';
import { settingsOf } from '../settings.ts';

/** `stepyard init`: a first pipeline for the project in a folder. */
export function addInit(program: Command): void {
  const init = program
    .command('init [folder]')
    .description('write a first pipeline for the project in a folder')
    .option('--file <path>', 'where to write it, below the folder', 'stepyard.yaml')
    .option('--force', 'overwrite the file');
  withExamples(init, 'stepyard init', 'stepyard init . --file ci/build.yaml').action(
    async (folder: string | undefined, given: InitOptions, command: Command) => {
      const { writeFirst } = await import('../init/write-first.ts');
      await writeFirst(folder ?? '.', given, settingsOf(command));
    },
  );
}
