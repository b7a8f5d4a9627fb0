import { readFileSync } from 'node:fs';
import tab from '@bomb.sh/tab/commander';
import { StepError } from '@stepyard/contract';
import { Command, CommanderError } from 'commander';
import { addArtifacts } from './commands/artifacts.ts';
import { addCache } from './commands/cache.ts';
import { addCatalog } from './commands/catalog.ts';
import { addDebug } from './commands/debug.ts';
import { addDoctor } from './commands/doctor.ts';
import { addInit } from './commands/init.ts';
import { addPlan } from './commands/plan.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addScheduler } from './commands/scheduler.ts';
import { addStep } from './commands/step.ts';
import { addValidate } from './commands/validate.ts';
import { CommandError } from './failure.ts';
import { note } from './output.ts';

/** The command with all its subcommands, unstarted. */
export function program(): Command {
  const root = new Command('stepyard')
    .description('Run pipelines of step containers: as processes, in Docker and on Kubernetes.')
    .version(version())
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of [
    addInit,
    addRun,
    addValidate,
    addPlan,
    addRuns,
    addArtifacts,
    addCache,
    addCatalog,
    addStep,
  ])
    add(root);
  for (const add of [addDebug, addDoctor, addScheduler]) add(root);
  tab(root);
  return root;
}

/** Runs the command and gives its exit status; every failure is printed as one line and a hint. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await program().parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CommandError || error instanceof StepError) {
      note(`stepyard: ${error.message}\n  ${error.hint}`);
      return error instanceof CommandError ? error.status : 1;
    }
    note(`stepyard: INTERNAL: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 70;
  }
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const found: { version?: string } = JSON.parse(text);
  return found.version ?? 'unknown';
}
