import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import builtIn from '@stepyard/catalog/generated/catalog.json' with { type: 'json' };
import { defaultData } from '../settings.ts';

/** Files and folders beside what is typed; folders with a slash behind them. */
export function filesLike(typed: string): readonly string[] {
  const folder = typed.endsWith('/') ? typed : dirname(typed);
  const front = typed.includes('/') ? folder.replace(/\/*$/, '/') : '';
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => `${front}${entry.name}${entry.isDirectory() ? '/' : ''}`);
}

/** Names of runs, the last first. */
export function runNames(): readonly string[] {
  const runs = join(defaultData(), 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs).sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}

/** Names of the built-in templates, and of the traits where those may be named too. */
export function catalogNames(templatesOnly: boolean): readonly string[] {
  const { templates, traits } = builtIn;
  return [...templates, ...(templatesOnly ? [] : traits)].map(({ name }) => name);
}
