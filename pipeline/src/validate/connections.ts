import type { Field, Manifest } from '@stepyard/catalog';
import type { LaidTask } from '../layout/layout.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { suggest } from '../suggest.ts';
import { nodeAt } from '../yaml/node.ts';
import type { Known } from './scope.ts';

/** Says which connections there are not, and which fill nothing of their task's template. */
export function checkConnections(
  task: LaidTask,
  manifest: Manifest,
  { connections }: Known,
  problems: PipelineProblem[],
): void {
  const kinds = kindsOf(manifest);
  const taken = new Map<string, string>();
  const say = (name: string, rule: string, message: string, hint: string) =>
    problems.push(problem({ at: placeOf(task, name), rule, message, hint, path: ['connection'] }));
  const wanted = kinds.map((kind) => `\`${kind}\``).join(', ');
  for (const name of task.connections) {
    if (kinds.length === 0) {
      const message = `\`connection\` must not be given to \`${manifest.name}\`, which has no input for one.`;
      say(name, 'wrong-connection', message, 'Remove it, and name secrets and config entries one by one.');
      continue;
    }
    if (connections === undefined) continue;
    const known = Object.hasOwn(connections, name) ? connections[name] : undefined;
    if (known === undefined) {
      const fitting = Object.entries(connections).filter(([, { kind }]) => kinds.includes(kind));
      const message = `\`connection\` must name a connection that there is, got \`${name}\`.`;
      say(
        name,
        'unknown-connection',
        message,
        suggest(
          name,
          fitting.map(([one]) => one),
        ),
      );
      continue;
    }
    const other = taken.get(known.kind);
    taken.set(known.kind, name);
    if (!kinds.includes(known.kind)) {
      const message = `\`connection\` of \`${manifest.name}\` must be of kind ${wanted}, got \`${name}\` of kind \`${known.kind}\`.`;
      const fitting = Object.entries(connections).filter(([, { kind }]) => kinds.includes(kind));
      say(
        name,
        'wrong-connection',
        message,
        suggest(
          name,
          fitting.map(([one]) => one),
        ),
      );
    } else if (other !== undefined) {
      const message = `\`connection\` must name one of a kind, got \`${other}\` and \`${name}\`, both of kind \`${known.kind}\`.`;
      say(name, 'wrong-connection', message, 'Keep one of the two.');
    }
  }
}

/** Says whether a connection of the task will give the input, as far as that is known before the run. */
export function givenByConnection(
  task: LaidTask,
  name: string,
  field: Field,
  { connections }: Known,
): boolean {
  if (field.connection === undefined || task.connections.length === 0) return false;
  if (connections === undefined) return true;
  return task.connections.some((one) => {
    const known = Object.hasOwn(connections, one) ? connections[one] : undefined;
    // What is wrong with the connection itself is said where it is named.
    if (known === undefined) return true;
    if (known.kind !== field.connection) return false;
    return known.values.includes(name) || (field.type === 'string' ? known.values.includes('url') : true);
  });
}

function kindsOf({ inputs }: Manifest): readonly string[] {
  return [...new Set(Object.values(inputs).flatMap(({ connection }) => connection ?? []))];
}

function placeOf(task: LaidTask, name: string): Position {
  if (!task.node.entries.has('connection')) return task.node.at;
  const node = nodeAt(task.node, ['connection']);
  const item =
    node.kind === 'list' ? node.items.find((one) => one.kind === 'scalar' && one.value === name) : node;
  return (item ?? node).at;
}
