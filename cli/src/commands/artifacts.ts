import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard artifacts …`: what runs kept. */
export function addArtifacts(program: Command): void {
  const artifacts = program.command('artifacts').description('list, fetch or delete what runs kept');

  withExamples(
    withSettings(artifacts.command('list <run>').description('list the artifacts of a run')),
    'stepyard artifacts list demo-1',
  ).action(async (run: string, _: unknown, command: Command) => {
    await (await import('../artifacts/list-artifacts.ts')).listArtifacts(run, settingsOf(command));
  });

  withExamples(
    ofTask(
      artifacts
        .command('get <run> [names...]')
        .description('write artifacts to a directory; without names, all')
        .option('--to <dir>', 'directory to write to', '.'),
    ),
    'stepyard artifacts get demo-1 --to out',
    'stepyard artifacts get demo-1 greeting.txt',
  ).action(async (run: string, names: string[], given: { to: string; task?: string }, command: Command) => {
    await (await import('../artifacts/get-artifacts.ts')).getArtifacts(
      { run, names, ...given },
      settingsOf(command),
    );
  });

  withExamples(
    ofTask(artifacts.command('delete <run> <names...>').description('delete artifacts of a run')),
    'stepyard artifacts delete demo-1 greeting.txt',
  ).action(async (run: string, names: string[], given: { task?: string }, command: Command) => {
    const { deleteArtifacts } = await import('../artifacts/delete-artifacts.ts');
    await deleteArtifacts({ run, names, ...given }, settingsOf(command));
  });
}

function ofTask(command: Command): Command {
  return withSettings(command.option('--task <key>', 'only those of this task'));
}
