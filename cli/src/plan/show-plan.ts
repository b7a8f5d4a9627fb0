import { toMermaid, toText } from '@stepyard/pipeline';
import { print, printJson } from '../output.ts';
import { planFile, type RunOptions } from '../run/plan-file.ts';
import type { Settings } from '../settings.ts';
import { localSource } from '../source/local-source.ts';

export interface ShowPlanOptions extends RunOptions {
  readonly format: 'text' | 'mermaid';
}

/** Prints what would run, in which order. */
export async function showPlan(file: string, given: ShowPlanOptions, settings: Settings): Promise<void> {
  const source = await localSource(process.cwd());
  const { plan } = await planFile(file, given, { settings, source, shown: true });
  if (settings.json) await printJson(plan);
  else await print(given.format === 'mermaid' ? toMermaid(plan) : toText(plan));
}
