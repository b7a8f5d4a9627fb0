import type { CatalogEntry } from '@stepyard/engine';
import type { StepyardEvent } from '@stepyard/events';
import { evaluateAuthored, type Plan, type PlanTask } from '@stepyard/pipeline';
import { gitIfAny } from '../git.ts';
import type { LocalSource } from './local-source.ts';
import type { Snapshot } from './snapshot.ts';

export interface LocalTasksOf {
  readonly plan: Plan;
  readonly entries: readonly CatalogEntry[];
  readonly event: StepyardEvent;
  readonly source: LocalSource;
}

/** Ids of the tasks that would fetch the author's own repository, at a state that is known here. */
export async function findLocalTasks(of: LocalTasksOf): Promise<ReadonlySet<string>> {
  const { plan, entries, source } = of;
  const fetching = new Set(
    entries.filter(({ manifest }) => manifest.provides === 'source').map(({ manifest }) => manifest.name),
  );
  const own = new Set(source.remotes.map(comparable));
  const found = new Set<string>();
  for (const task of plan.tasks) {
    if (!fetching.has(task.template)) continue;
    const url = textOf(task, 'url', of);
    if (url === undefined || !own.has(comparable(url))) continue;
    const wanted = ['ref', 'commit'].flatMap((name) => textOf(task, name, of) ?? []);
    if (await areKnown(wanted, source)) found.add(task.id);
  }
  return found;
}

/** Lets tasks fetch the snapshot instead of what they name, with what is not committed yet. */
export function withSnapshot(plan: Plan, tasks: ReadonlySet<string>, { url, ref }: Snapshot): Plan {
  const local = (task: PlanTask): PlanTask => {
    if (!tasks.has(task.id)) return task;
    const { auth: _auth, ...rest } = task.with;
    return { ...task, with: { ...rest, url, ref: task.with.ref ?? ref } };
  };
  return { ...plan, tasks: plan.tasks.map(local) };
}

/** What an input says, as far as it can be known before the run. */
function textOf(task: PlanTask, input: string, { plan, event }: LocalTasksOf): string | undefined {
  const authored = task.with[input];
  if (authored === undefined) return undefined;
  const evaluated = evaluateAuthored(authored, { event: event.data, inputs: plan.inputs });
  return 'value' in evaluated && typeof evaluated.value === 'string' ? evaluated.value : undefined;
}

async function areKnown(
  names: readonly string[],
  { directory, versioned, ref }: LocalSource,
): Promise<boolean> {
  for (const name of names) {
    if (name === ref || `refs/heads/${name}` === ref) continue;
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    if (!versioned || (await gitIfAny(args, { cwd: directory })) === undefined) return false;
  }
  return true;
}

/** `git@host:team/app.git` and `https://host/team/app` name one repository. */
function comparable(url: string): string {
  const bare = url
    .replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/i, '')
    .replace(/^[^@/]+@([^:/]+):/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return bare.startsWith('/') ? bare : bare.toLowerCase();
}
