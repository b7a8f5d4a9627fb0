import { type Command, Option } from 'commander';
import { withExamples } from '../examples.ts';
import type { BuildTemplateOptions } from '../template/build-template.ts';
import type { NewTemplateOptions } from '../template/new-template.ts';

/** `stepyard template …`: steps of one's own. */
export function addTemplate(program: Command): void {
  const template = program
    .command('template')
    .description('write, check, test and build templates of your own');

  const begin = template
    .command('new <name>')
    .description('write a whole template, with a test that fails')
    .addOption(
      new Option('--language <language>', 'what it is written in')
        .choices(['node', 'python', 'shell', 'go'])
        .default('node'),
    )
    .option('--folder <path>', 'where to write it; else a folder of its name')
    .option('--title <text>', 'title in English; else made from the name')
    .option('--title-zh <text>', 'title in Chinese; else the same')
    .option('--category <name>', 'where lists show it', 'build')
    .option('--json', 'print the result as JSON');
  withExamples(
    begin,
    'stepyard template new my-step --language shell',
    `stepyard template new my-check --language python --title 'My check' --category test`,
  ).action(async (name: string, given: NewTemplateOptions) => {
    const { newTemplate } = await import('../template/new-template.ts');
    await newTemplate(name, given);
  });

  const check = template
    .command('check [folder]')
    .description('say all that is wrong with a template')
    .option('--json', 'print the manifest as JSON');
  withExamples(check, 'stepyard template check ../more/greet').action(
    async (folder: string | undefined, given: { json?: boolean }) => {
      const { checkTemplate } = await import('../template/check-template.ts');
      await checkTemplate(folder ?? '.', given);
    },
  );

  const test = template.command('test [folder]').description("run a template's own tests");
  withExamples(test, 'stepyard template test ../more/greet').action(async (folder: string | undefined) => {
    const { testTemplate } = await import('../template/test-template.ts');
    process.exitCode = await testTemplate(folder ?? '.');
  });

  const run = template
    .command('run <folder> [flags...]')
    .description("start a template by hand in this directory, as `stepyard step` does with the catalog's")
    .allowUnknownOption()
    .allowExcessArguments()
    .passThroughOptions();
  withExamples(run, 'INPUT_NAME=Ann stepyard template run ../more/greet').action(
    async (folder: string, flags: string[]) => {
      const { runTemplate } = await import('../template/run-template.ts');
      process.exitCode = await runTemplate(folder, flags);
    },
  );

  const build = template
    .command('build [folder]')
    .description('build the image of a template, with its manifest as the label')
    .option('--tag <image>', "name of the image; else the template's name and version")
    .option('--base <image>', 'image to build on; else that of the Dockerfile')
    .option('--json', 'print the result as JSON');
  withExamples(build, 'stepyard template build ../more/greet --base stepyard/tools:bookworm').action(
    async (folder: string | undefined, given: BuildTemplateOptions) => {
      const { buildTemplate } = await import('../template/build-template.ts');
      await buildTemplate(folder ?? '.', given);
    },
  );
}
