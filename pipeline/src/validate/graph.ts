import type { LaidTask, Layout, Need } from '../layout/layout.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { suggest } from '../suggest.ts';

/** Why one task waits for another. */
interface Edge {
  readonly to: string;
  readonly at: Position;
  readonly why: 'need' | 'order' | 'hook' | 'output';
}

/** Ids that each task waits for, in the order in which they were found. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** Finds what each task waits for: as written, by order, by hooks and by the outputs that it uses. */
export function findNeeds(
  layout: Layout,
  outputs: ReadonlyMap<string, readonly Need[]>,
  problems: PipelineProblem[],
): Needs {
  const byId = new Map(layout.tasks.map((task) => [task.id, task]));
  const edges = new Map(layout.tasks.map((task): [string, Edge[]] => [task.id, []]));
  for (const task of layout.tasks) {
    const own = edges.get(task.id) ?? [];
    own.push(...writtenEdges(task, byId, problems));
    own.push(...outputEdges(task, outputs.get(task.id) ?? [], byId, problems));
  }
  addHooks(layout.tasks, edges);
  addOrder(layout, byId, edges);
  const cycle = findCycle(edges);
  if (cycle !== undefined) problems.push(sayCycle(cycle, byId));
  return new Map([...edges].map(([id, own]) => [id, [...new Set(own.map(({ to }) => to))]]));
}

function writtenEdges(
  task: LaidTask,
  byId: ReadonlyMap<string, LaidTask>,
  problems: PipelineProblem[],
): readonly Edge[] {
  return task.needs.flatMap(({ id, at }): readonly Edge[] => {
    const needed = byId.get(id);
    if (needed === undefined) {
      const hint = suggest(id, [...byId.keys()]);
      const message = `\`needs\` must name a task of the pipeline, got \`${id}\`.`;
      problems.push(problem({ at, rule: 'unknown-task', message, hint, path: ['needs'] }));
      return [];
    }
    return isLater(task, needed, at, problems) ? [] : [{ to: id, at, why: 'need' }];
  });
}

function outputEdges(
  task: LaidTask,
  used: readonly Need[],
  byId: ReadonlyMap<string, LaidTask>,
  problems: PipelineProblem[],
): readonly Edge[] {
  return used.flatMap(({ id, at }): readonly Edge[] => {
    const from = byId.get(id);
    if (from === undefined || isLater(task, from, at, problems)) return [];
    return from.stage === task.stage ? [{ to: id, at, why: 'output' }] : [];
  });
}

/** Stages run one after another: a task cannot wait for one of a later stage, nor `finally` be waited for. */
function isLater(task: LaidTask, other: LaidTask, at: Position, problems: PipelineProblem[]): boolean {
  const last = Number.POSITIVE_INFINITY;
  if ((other.stage ?? last) <= (task.stage ?? last)) return false;
  const where = other.stage === undefined ? '`finally`' : 'a later stage';
  problems.push(
    problem({
      at,
      rule: 'later-stage',
      message: `\`${task.id}\` must not wait for \`${other.id}\`, which is in ${where}.`,
      hint: 'Move one of the two: stages run one after another.',
    }),
  );
  return true;
}

/** Hooks before it in order, the task, hooks after it in order; whoever waits for the task waits for these too. */
function addHooks(tasks: readonly LaidTask[], edges: ReadonlyMap<string, Edge[]>): void {
  const groups = Map.groupBy(tasks, ({ id, hook }) => hook?.of ?? id);
  const ends = new Map<string, string>();
  for (const [id, group] of groups) {
    const main = edges.get(id) ?? [];
    const own = [...main];
    group.forEach((task, index) => {
      const before = group[index - 1];
      const list = edges.get(task.id) ?? [];
      if (task.hook?.when === 'before') list.push(...own.filter(({ why }) => why === 'need'));
      if (before !== undefined) list.push({ to: before.id, at: task.node.at, why: 'hook' });
    });
    const end = group.at(-1);
    if (end !== undefined && end.id !== id) ends.set(id, end.id);
  }
  const groupOf = new Map(tasks.map(({ id, hook }) => [id, hook?.of ?? id]));
  for (const [id, list] of edges) {
    const group = groupOf.get(id);
    for (const { to, at, why } of [...list]) {
      const end = ends.get(to);
      if (end !== undefined && to !== group && why !== 'hook') list.push({ to: end, at, why });
    }
  }
}

function addOrder(
  layout: Layout,
  byId: ReadonlyMap<string, LaidTask>,
  edges: ReadonlyMap<string, Edge[]>,
): void {
  for (const stage of layout.stages) {
    if (stage.parallel) continue;
    stage.tasks.forEach((id, index) => {
      const before = stage.tasks[index - 1];
      const task = byId.get(id);
      if (before !== undefined && task !== undefined) {
        edges.get(id)?.push({ to: before, at: task.node.at, why: 'order' });
      }
    });
  }
}

interface Step extends Edge {
  readonly from: string;
}

/** The first cycle, walked without recursion so that long pipelines are no trouble. */
function findCycle(edges: ReadonlyMap<string, readonly Edge[]>): readonly Step[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const way: Step[] = [];
    const onWay = new Map<string, number>([[start, 0]]);
    const next = new Map<string, number>();
    for (let at = start; !done.has(start); ) {
      const index = next.get(at) ?? 0;
      const edge = edges.get(at)?.[index];
      next.set(at, index + 1);
      if (edge === undefined) {
        done.add(at);
        onWay.delete(at);
        at = way.pop()?.from ?? start;
      } else if (onWay.has(edge.to)) {
        return [...way, { ...edge, from: at }].slice(onWay.get(edge.to));
      } else if (!done.has(edge.to) && edges.has(edge.to)) {
        way.push({ ...edge, from: at });
        onWay.set(edge.to, way.length);
        at = edge.to;
      }
    }
  }
  return undefined;
}

const reasons = {
  need: 'needs',
  output: 'uses an output of',
  order: 'stands after',
  hook: 'is a hook around or after',
} as const;

function sayCycle(cycle: readonly Step[], byId: ReadonlyMap<string, LaidTask>): PipelineProblem {
  const chosen = cycle.find(({ why }) => why === 'need' || why === 'output') ?? cycle[0];
  const first = cycle[0]?.from ?? '';
  const path = [...cycle.map(({ from }) => from), first].join(' → ');
  const steps = cycle.map(
    ({ from, to, at, why }) => `\`${from}\` ${reasons[why]} \`${to}\` (line ${at.line})`,
  );
  return problem({
    at: chosen?.at ?? byId.get(first)?.node.at ?? { file: '', line: 1, column: 1 },
    rule: 'cycle',
    message: `Tasks must not wait for each other: ${path}.`,
    hint: `Remove one of these: ${steps.join(', ')}.`,
  });
}
