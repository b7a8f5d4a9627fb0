import { type Field, type Manifest, mayBeAbsent } from '@stepyard/catalog';
import type { EventData } from '@stepyard/events';
import type { LaidTask, Layout } from '../layout/layout.ts';
import type { AuthoredObject, PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { givenByConnection } from '../validate/connections.ts';
import type { Needs } from '../validate/graph.ts';
import type { Known } from '../validate/scope.ts';
import { keyAt } from '../yaml/node.ts';

export interface Filler {
  readonly layout: Layout;
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly needs: Needs;
  /** Absent where a plan is made before there is an event. */
  readonly event: EventData | undefined;
  readonly known: Known;
}

/** What inputs take from the event or an earlier task where the author gives nothing. */
export function fillFrom(
  task: LaidTask,
  manifest: Manifest,
  filler: Filler,
  problems: PipelineProblem[],
): AuthoredObject {
  const filled = Object.entries(manifest.inputs).flatMap(
    ([name, field]): [string, { expression: string }][] => {
      if (field.from === undefined || isGiven(task, name)) return [];
      if (givenByConnection(task, name, field, filler.known)) return [];
      const [found, ...more] = findValues(field.from, task, field, filler);
      if (found !== undefined && more.length > 0) {
        problems.push(sayAmbiguous(task, name, field.from, [found, ...more]));
        return [];
      }
      if (found !== undefined) return [[name, { expression: `\${{ ${found} }}` }]];
      if (!mayBeAbsent(field)) problems.push(sayMissing(task, name, field.from));
      return [];
    },
  );
  return Object.fromEntries(filled);
}

function findValues(from: string, task: LaidTask, field: Field, filler: Filler): readonly string[] {
  const [root, ...path] = from.split('.');
  if (root === 'tasks') return outputsBefore(path.join('.'), task, filler);
  if (filler.event === undefined) return mayBeAbsent(field) ? [] : [from];
  return valueAt(filler.event, path) === undefined ? [] : [from];
}

/** Outputs of a kind (by name, else by format), one of each task that has ended before this one starts. */
function outputsBefore(
  kind: string,
  task: LaidTask,
  { layout, manifests, needs }: Filler,
): readonly string[] {
  const before = upstream(task.id, needs);
  const last = Number.POSITIVE_INFINITY;
  return layout.tasks.flatMap((other) => {
    if ((other.stage ?? last) >= (task.stage ?? last) && !before.has(other.id)) return [];
    const outputs = Object.entries(manifests.get(other.id)?.outputs ?? {});
    const match =
      outputs.find(([name]) => name === kind) ??
      outputs.find(([, one]) => 'format' in one && one.format === kind);
    return match === undefined || other.matrix !== undefined ? [] : [`tasks.${other.id}.outputs.${match[0]}`];
  });
}

function upstream(id: string, needs: Needs): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const need of needs.get(next) ?? []) {
      if (seen.has(need)) continue;
      seen.add(need);
      open.push(need);
    }
  }
  return seen;
}

function isGiven(task: LaidTask, name: string): boolean {
  const value = task.with.entries.get(name)?.value;
  return value !== undefined && !(value.kind === 'scalar' && value.value === null);
}

function valueAt(of: unknown, path: readonly string[]): unknown {
  let value = of;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value ?? undefined;
}

function sayAmbiguous(task: LaidTask, name: string, from: string, found: readonly string[]): PipelineProblem {
  const list = found.map((one) => `\`${one}\``).join(', ');
  return problem({
    at: keyAt(task.node, [task.node.entries.has('with') ? 'with' : 'template']),
    rule: 'ambiguous-input',
    message: `\`${name}\` of \`${task.id}\` must be taken from one task, and ${found.length} before it give \`${from.replace(/^tasks\./, '')}\`: ${list}.`,
    hint: `Write the one that is meant under \`with\`: \`${name}: \${{ ${found.at(-1)} }}\`.`,
    path: ['with', name],
  });
}

function sayMissing(task: LaidTask, name: string, from: string): PipelineProblem {
  const [root, ...path] = from.split('.');
  const why =
    root === 'event'
      ? `the event has no \`${path.join('.')}\``
      : `no task before gives an output \`${path.join('.')}\``;
  return problem({
    at: keyAt(task.node, [task.node.entries.has('with') ? 'with' : 'template']),
    rule: 'missing-input',
    message: `\`${name}\` of \`${task.id}\` must be given: ${why}.`,
    hint: `Write \`${name}\` under \`with\`.`,
    path: ['with', name],
  });
}
