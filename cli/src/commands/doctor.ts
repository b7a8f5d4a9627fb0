import type { Command } from 'commander';
import { findTools, type ToolFinding } from '../doctor/tools.ts';
import { loadTemplates } from '../open.ts';
import { print, printJson } from '../output.ts';
import { settingsOf, withSettings } from '../settings.ts';
import { paint } from '../show/style.ts';
import { table } from '../show/table.ts';

/** `stepyard doctor`: what each executor lacks on this machine. */
export function addDoctor(program: Command): void {
  withSettings(program.command('doctor').description('say what each executor lacks on this machine')).action(
    async (_: unknown, command: Command) => {
      const settings = settingsOf(command);
      const tools = await findTools(await loadTemplates(settings));
      const executors = [{ executor: 'process', node: process.versions.node, data: settings.data, tools }];
      if (settings.json) return printJson(executors);
      await print(`${paint('bold', 'process')}  Node ${process.versions.node}, data in ${settings.data}`);
      await print(table(['', 'TOOL', 'VERSION', 'WANTED', 'FOR'], tools.map(toolRow)));
      const lacking = tools.filter(({ state, neededBy }) => state !== 'here' && neededBy.length > 0);
      await print(
        lacking.length === 0
          ? 'nothing is lacking: every template can run here as a process'
          : `without ${lacking.map(({ tool }) => tool).join(', ')} these templates do not run here: ${[...new Set(lacking.flatMap(({ neededBy }) => neededBy))].join(', ')}`,
      );
    },
  );
}

function toolRow({ tool, version, ranges, state, neededBy, usedBy }: ToolFinding): string[] {
  const signs = { here: paint('green', '✓'), missing: paint('red', '✗'), 'too-old': paint('yellow', '!') };
  const users = [...neededBy, ...usedBy.map((name) => `${name} (optional)`)].join(', ');
  return [
    signs[state],
    tool,
    version ?? (state === 'missing' ? 'not found' : 'unknown'),
    ranges.join(' '),
    users,
  ];
}
