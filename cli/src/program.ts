import { Command, CommanderError } from 'commander';
import { addArtifacts } from './commands/artifacts.ts';
import { addCache } from './commands/cache.ts';
import { addCatalog } from './commands/catalog.ts';
import { addComplete } from './commands/complete.ts';
import { addConformance } from './commands/conformance.ts';
import { addDebug } from './commands/debug.ts';
import { addDoctor } from './commands/doctor.ts';
import { addInit } from './commands/init.ts';
import { addPlan } from './commands/plan.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addScheduler } from './commands/scheduler.ts';
import { addStep } from './commands/step.ts';
import { addTemplate } from './commands/template.ts';
import { addValidate } from './commands/validate.ts';
import { withExamples } from './examples.ts';
import { endingOf } from './failure.ts';
import { note } from './output.ts';
import { packageVersion } from './own-files.ts';

/** Commands by what they are for, as the help shows them. */
const groups: Readonly<Record<string, readonly ((program: Command) => void)[]>> = {
  'Pipelines:': [addInit, addValidate, addPlan, addRun],
  'What ran:': [addRuns, addArtifacts, addDebug],
  'Steps:': [addCatalog, addStep, addTemplate, addConformance],
  'This machine:': [addDoctor, addCache, addScheduler, addComplete],
};

/** The command with all its subcommands, unstarted. What they do is loaded when they are asked for it. */
export function program({ completes = true } = {}): Command {
  const root = new Command('stepyard')
    .description('Run pipelines of typed steps.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help; also behind a command')
    .helpCommand(false)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ subcommandTerm: termOf })
    .configureOutput({ outputError: (text, write) => write(`stepyard: ${usageError(text)}\n`) });
  for (const [heading, commands] of Object.entries(groups)) {
    root.commandsGroup(heading);
    for (const add of commands) if (completes || add !== addComplete) add(root);
  }
  return withExamples(root, 'stepyard init', 'stepyard run stepyard.yaml', 'stepyard runs show demo-1');
}

/** Runs the command and gives its exit status; every failure is printed as one line and a hint. */
export async function main(args: readonly string[]): Promise<number> {
  const completes = args[0] === 'complete' && !['-h', '--help'].includes(args[1] ?? '');
  const root = program({ completes: !completes });
  try {
    if (completes) await (await import('./complete/complete.ts')).addCompletion(root, args);
    await root.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, status } = endingOf(error);
    note(`stepyard: ${text}`);
    return status;
  }
}

/** What the parser of the command line says, in this command's own form. */
function usageError(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  const message = first
    .replace(/^error: (.)/, (_, letter: string) => letter.toUpperCase())
    .replaceAll(/'([^']*)'/g, '`$1`')
    .replace(/\.?$/, '.');
  const advice = more.map((line) => line.replace(/^\((.*)\)$/, '$1')).join(' ');
  return `${message}\n  ${advice || 'See `stepyard --help`, or `--help` behind the command.'}`;
}

function termOf(command: Command): string {
  const args = command.registeredArguments.map((one) => {
    const name = `${one.name()}${one.variadic ? '…' : ''}`;
    return one.required ? name.toUpperCase() : `[${name}]`;
  });
  return [command.name(), ...args].join(' ');
}
