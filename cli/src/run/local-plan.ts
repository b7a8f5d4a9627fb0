import type { CatalogEntry } from '@stepyard/engine';
import type { Authored, Plan, PlanTask } from '@stepyard/pipeline';
import type { LocalSource } from './working-tree.ts';

/**
 * Lets tasks that would fetch the author's own repository from its server fetch it from here instead,
 * with what is not committed yet.
 */
export function withLocalSource(plan: Plan, entries: readonly CatalogEntry[], source: LocalSource): Plan {
  const fetching = new Set(
    entries.filter(({ manifest }) => manifest.provides === 'source').map(({ manifest }) => manifest.name),
  );
  const own = new Set(source.remotes.map(comparable));
  const local = (task: PlanTask): PlanTask => {
    const { url } = task.with;
    if (!fetching.has(task.template) || typeof url !== 'string' || !own.has(comparable(url))) return task;
    const { auth: _auth, ...rest } = task.with;
    return { ...task, with: { ...rest, url: source.url, ref: refOf(task.with.ref, source) } };
  };
  return { ...plan, tasks: plan.tasks.map(local) };
}

/** Another branch that the author names is fetched as it is committed here. */
function refOf(ref: Authored | undefined, source: LocalSource): Authored {
  return ref ?? source.ref ?? source.commit;
}

/** `git@host:team/app.git` and `https://host/team/app` name one repository. */
function comparable(url: string): string {
  return url
    .replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/i, '')
    .replace(/^[^@/]+@([^:/]+):/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
}
