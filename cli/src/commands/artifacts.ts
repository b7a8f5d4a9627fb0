import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** What narrows a choice. */
interface Narrowed {
  readonly task?: string;
  readonly set?: string;
}

/** `stepyard artifacts …`: what runs kept. */
export function addArtifacts(program: Command): void {
  const artifacts = program.command('artifacts').description('list, fetch or delete what runs kept');

  withExamples(
    narrowed(
      artifacts
        .command('list <run> [names...]')
        .description('list the artifacts of a run: all, or files, directories and patterns'),
    ),
    'stepyard artifacts list demo-1',
    "stepyard artifacts list demo-1 '*.txt'",
    'stepyard artifacts list demo-1 --set reports',
  ).action(async (run: string, names: string[], given: Narrowed, command: Command) => {
    const { listArtifacts } = await import('../artifacts/list-artifacts.ts');
    await listArtifacts({ run, names, ...given }, settingsOf(command));
  });

  withExamples(
    withSettings(artifacts.command('sets <run>').description('list the named sets that a run has saved')),
    'stepyard artifacts sets demo-1',
  ).action(async (run: string, _: unknown, command: Command) => {
    await (await import('../artifacts/list-sets.ts')).listSets(run, settingsOf(command));
  });

  withExamples(
    narrowed(
      artifacts
        .command('get <run> [names...]')
        .description('write artifacts to a directory: all, or files, directories and patterns')
        .option('--to <dir>', 'directory to write to', '.'),
    ),
    'stepyard artifacts get demo-1 --to out',
    'stepyard artifacts get demo-1 greeting.txt',
    "stepyard artifacts get demo-1 --set reports '**' '!*.log' --to out",
  ).action(async (run: string, names: string[], given: Narrowed & { to: string }, command: Command) => {
    const { getArtifacts } = await import('../artifacts/get-artifacts.ts');
    await getArtifacts({ run, names, ...given }, settingsOf(command));
  });

  withExamples(
    narrowed(
      artifacts
        .command('delete <run> [names...]')
        .description('delete artifacts of a run, or a set that it saved'),
    ),
    'stepyard artifacts delete demo-1 greeting.txt',
  ).action(async (run: string, names: string[], given: Narrowed, command: Command) => {
    const { deleteArtifacts } = await import('../artifacts/delete-artifacts.ts');
    await deleteArtifacts({ run, names, ...given }, settingsOf(command));
  });
}

function narrowed(command: Command): Command {
  return withSettings(
    command
      .option('--task <key>', 'only those of this task')
      .option('--set <name>', 'files of this named set, instead of what tasks kept as artifacts'),
  );
}
