import { existsSync } from 'node:fs';
import { withReader } from '../data/open.ts';
import type { Settings } from '../settings.ts';

/** By task, the version of its template in the last run of a pipeline: so that long upgrades are warned of. */
export async function previousVersions(
  settings: Settings,
  pipeline: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (pipeline === undefined || !existsSync(settings.data)) return {};
  return withReader(settings, async (scheduler) => {
    const [last] = await scheduler.list({ project: settings.project, pipeline, limit: 1 });
    const view = last && (await scheduler.get(last.run));
    return Object.fromEntries((view?.tasks ?? []).map(({ id, version }) => [id, version]));
  });
}
