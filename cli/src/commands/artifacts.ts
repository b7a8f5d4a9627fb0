import { resolve } from 'node:path';
import type { ArtifactListing, Scheduler } from '@stepyard/engine';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { withScheduler } from '../open.ts';
import { print, printJson } from '../output.ts';
import { saveArtifact } from '../run/save-artifact.ts';
import { settingsOf, withSettings } from '../settings.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';
import { notFound } from './runs.ts';

/** `stepyard artifacts …`: what runs kept. */
export function addArtifacts(program: Command): void {
  const artifacts = program.command('artifacts').description('list, fetch or delete what runs kept');

  withSettings(artifacts.command('list <run>').description('list the artifacts of a run')).action(
    async (run: string, _: unknown, command: Command) => {
      const settings = settingsOf(command);
      await withScheduler(settings, async (scheduler) => {
        const found = await listed(scheduler, run);
        if (settings.json) await printJson(found);
        else if (found.length === 0) await print(`${run} kept nothing`);
        else await print(artifactTable(found));
      });
    },
  );

  withSettings(
    artifacts
      .command('get <run> [names...]')
      .description('write artifacts to a directory; without names, all'),
  )
    .option('--to <dir>', 'directory to write to', '.')
    .action(async (run: string, names: string[], given: { to: string }, command: Command) => {
      await withScheduler(settingsOf(command), async (scheduler) => {
        for (const { name, task, size } of chosen(await listed(scheduler, run), names, run)) {
          const content = await scheduler.download({ run, name, task });
          if (content === undefined) continue;
          await print(`${await saveArtifact(name, content, resolve(given.to))}  ${bytes(size)}`);
        }
      });
    });

  withSettings(artifacts.command('delete <run> <names...>').description('delete artifacts of a run')).action(
    async (run: string, names: string[], _: unknown, command: Command) => {
      await withScheduler(settingsOf(command), async (scheduler) => {
        for (const { name, task } of chosen(await listed(scheduler, run), names, run)) {
          await scheduler.removeArtifact({ run, name, task });
          await print(`${name} is deleted`);
        }
      });
    },
  );
}

async function listed(scheduler: Scheduler, run: string): Promise<readonly ArtifactListing[]> {
  if (!(await scheduler.get(run))) notFound(run);
  return scheduler.artifacts(run);
}

function chosen(
  all: readonly ArtifactListing[],
  names: readonly string[],
  run: string,
): readonly ArtifactListing[] {
  const unknown = names.filter((name) => !all.some((artifact) => artifact.name === name));
  if (unknown.length > 0) {
    const kept = all.map(({ name }) => name).join(', ') || 'nothing';
    throw new CommandError(
      `${run} kept no ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
      `It kept: ${kept}.`,
      1,
    );
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function artifactTable(found: readonly ArtifactListing[]): string {
  const rows = found.map(({ name, updatedAt, size, downloads, sha256, task }) => [
    name,
    time(Date.parse(updatedAt)),
    bytes(size),
    String(downloads),
    sha256.slice(0, 12),
    task,
  ]);
  return table(['NAME', 'UPDATED', 'SIZE', 'DOWNLOADS', 'SHA-256', 'TASK'], rows);
}
