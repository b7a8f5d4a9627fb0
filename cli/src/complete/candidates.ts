import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import builtIn from '@stepyard/catalog/generated/catalog.json' with { type: 'json' };
import { catalogSettings, defaultData } from '../settings.ts';

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

/** Names of all templates that are at hand without asking anybody. */
export async function templateNames(): Promise<readonly string[]> {
  const data = defaultData();
  const catalogs = process.env.STEPYARD_CATALOG?.split(':').filter((path) => path !== '') ?? [];
  if (catalogs.length === 0 && !existsSync(join(data, 'catalog.yaml'))) {
    return builtIn.templates.map(({ name }) => name);
  }
  const { templateEntries } = await import('../data/templates.ts');
  const settings = { data, ...catalogSettings(catalogs, data), project: '', json: false };
  return (await templateEntries(settings)).map(({ manifest }) => manifest.name);
}

/** Names of the traits. */
export function traitNames(): readonly string[] {
  return builtIn.traits.map(({ name }) => name);
}
