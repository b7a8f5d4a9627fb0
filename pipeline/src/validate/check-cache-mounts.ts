import type { LaidTask } from '../layout/layout.ts';
import type { CacheMount, PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import type { Needs } from './graph.ts';

/** Finds cache volumes that tasks cannot have as they are written. */
export function checkCacheMounts(
  tasks: readonly LaidTask[],
  needs: Needs,
  problems: PipelineProblem[],
): void {
  const users = new Map<string, { readonly task: LaidTask; readonly mount: CacheMount }[]>();
  for (const task of tasks) {
    for (const mount of mountsOf(task)) {
      users.set(mount.volume, [...(users.get(mount.volume) ?? []), { task, mount }]);
    }
    checkPlaces(task, problems);
  }
  for (const [volume, all] of users) {
    const [first] = all;
    const other = all.find(({ mount }) => mount.kind !== first?.mount.kind);
    if (other !== undefined) {
      const [kind, now] = [first?.mount.kind ?? '', other.mount.kind];
      problems.push(
        problem({
          at: other.task.node.at,
          rule: 'cache-volume-kind',
          message: `The cache volume \`${volume}\` must be of one kind, but is ${kind} for \`${first?.task.id}\` and ${now} for \`${other.task.id}\`.`,
          hint: 'Write the same kind everywhere.',
        }),
      );
    } else if (first?.mount.kind === 'exclusive') {
      checkExclusive(
        volume,
        all.map(({ task }) => task),
        needs,
        problems,
      );
    }
  }
}

function checkExclusive(
  volume: string,
  tasks: readonly LaidTask[],
  needs: Needs,
  problems: PipelineProblem[],
): void {
  for (const [index, task] of tasks.entries()) {
    const other = tasks.slice(0, index).find((one) => mayRunAtOnce(one, task, needs));
    const itself = task.matrix !== undefined && task.matrix.maxParallel !== 1;
    if (other === undefined && !itself) continue;
    const who =
      other === undefined ? `the combinations of \`${task.id}\`` : `\`${other.id}\` and \`${task.id}\``;
    problems.push(
      problem({
        at: task.node.at,
        rule: 'exclusive-cache-volume',
        message: `The cache volume \`${volume}\` is exclusive, but ${who} may run at once.`,
        hint: 'Make it shared, or let one wait for the other.',
      }),
    );
  }
}

function checkPlaces(task: LaidTask, problems: PipelineProblem[]): void {
  const mounts = mountsOf(task);
  for (const name of ['volume', 'path'] as const) {
    const twice = mounts.find((one, index) => mounts.findIndex((other) => other[name] === one[name]) < index);
    if (twice === undefined) continue;
    problems.push(
      problem({
        at: task.node.at,
        rule: 'cache-volume-twice',
        message: `\`${task.id}\` must not mount the same ${name} twice, got \`${twice[name]}\`.`,
        hint: 'Leave one of the two out.',
      }),
    );
  }
}

function mountsOf({ cache }: LaidTask): readonly CacheMount[] {
  return cache.enabled ? (cache.mounts ?? []) : [];
}

/** Stages run one after another; within one, a task runs beside all that neither waits for it nor is waited for. */
function mayRunAtOnce(a: LaidTask, b: LaidTask, needs: Needs): boolean {
  return a.stage === b.stage && !waitsFor(a.id, b.id, needs) && !waitsFor(b.id, a.id, needs);
}

function waitsFor(id: string, other: string, needs: Needs, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return (needs.get(id) ?? []).some((need) => need === other || waitsFor(need, other, needs, seen));
}
