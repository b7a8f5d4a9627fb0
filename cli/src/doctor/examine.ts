import { loadTemplates } from '../data/templates.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { paint } from '../show/style.ts';
import { table } from '../show/table.ts';
import { findEngineOf, printEngine } from './engine.ts';
import { findTools, type ToolFinding } from './tools.ts';

/** Prints what each executor has and lacks on this machine. */
export async function examine(settings: Settings): Promise<void> {
  const catalog = await loadTemplates(settings);
  const tools = await findTools(catalog);
  const engine = await findEngineOf(catalog);
  const { data, catalogs, project } = settings;
  const { node } = process.versions;
  if (settings.json)
    return printJson({ node, data, catalogs, project, executors: [{ executor: 'process', tools }, engine] });
  await print(`Node ${node}, data in ${data}, project ${project}\n\n${paint('bold', 'process')}`);
  await print(table(['', 'TOOL', 'VERSION', 'WANTED', 'FOR'], tools.map(toolRow)));
  await print(`\n${verdict(tools)}`);
  await printEngine(engine);
}

function verdict(tools: readonly ToolFinding[]): string {
  const lacking = tools.filter(({ state, neededBy }) => state !== 'here' && neededBy.length > 0);
  if (lacking.length === 0) return 'Nothing is lacking: every template can run here as a process.';
  const names = lacking.map(({ tool, state }) => (state === 'missing' ? tool : `a newer ${tool}`));
  const templates = new Set(lacking.flatMap(({ neededBy }) => neededBy));
  return `Without ${names.join(', ')} these templates do not run here: ${[...templates].join(', ')}.`;
}

function toolRow({ tool, version, ranges, state, neededBy, usedBy }: ToolFinding): string[] {
  const signs = { here: paint('green', '✓'), missing: paint('red', '✗'), 'too-old': paint('yellow', '!') };
  const users = [...neededBy, ...usedBy.map((name) => `${name} (optional)`)].join(', ');
  const found = version ?? (state === 'missing' ? 'not found' : 'unknown');
  return [signs[state], tool, found, ranges.join(' '), users];
}
