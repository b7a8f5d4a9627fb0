import type { Manifest } from '@stepyard/catalog';
import type { LaidTask } from '../layout/layout.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { keyAt, positionAt } from '../yaml/node.ts';

/** Where a run will happen; the engine's executors are of this shape. */
export interface ExecutorAbilities {
  readonly name: string;
  readonly can: Readonly<Partial<Record<'image' | 'services' | 'resources' | 'isolation', boolean>>>;
  /** Templates that it cannot start because they are an image and nothing else, as `name@version`. */
  readonly imageOnly?: ReadonlySet<string>;
}

/** Says what the executor cannot do of what the tasks ask for. */
export function checkAbilities(
  tasks: readonly LaidTask[],
  manifests: ReadonlyMap<string, Manifest>,
  executor: ExecutorAbilities,
  problems: PipelineProblem[],
): void {
  for (const task of tasks) {
    const manifest = manifests.get(task.id);
    if (manifest !== undefined && executor.imageOnly?.has(`${manifest.name}@${manifest.version}`)) {
      problems.push(cannotStart(task, manifest, executor.name));
    }
    if (task.image !== undefined && executor.can.image !== true) {
      problems.push(cannot(task, 'image', executor.name, 'it runs the tools of the machine'));
    }
    if (task.services.length > 0 && executor.can.services !== true) {
      problems.push(cannot(task, 'services', executor.name, 'it starts no containers'));
    }
    if (task.resources?.limits !== undefined && executor.can.resources !== true) {
      const at = keyAt(task.node, ['resources', 'limits']);
      const message = `The limits of \`${task.id}\` are not held by the executor \`${executor.name}\`.`;
      const hint = 'Use another executor where they matter.';
      problems.push(
        problem({
          at,
          rule: 'executor-cannot',
          severity: 'warning',
          message,
          hint,
          path: ['resources', 'limits'],
        }),
      );
    }
  }
}

function cannotStart(task: LaidTask, { name }: Manifest, executor: string): PipelineProblem {
  return problem({
    at: positionAt(task.node, ['template']),
    rule: 'executor-cannot',
    message: `\`${name}\` must not be used on the executor \`${executor}\`: it is an image and nothing else.`,
    hint: 'Run it on an executor that starts containers (`--executor docker`).',
    path: ['template'],
  });
}

function cannot(task: LaidTask, key: string, executor: string, why: string): PipelineProblem {
  return problem({
    at: keyAt(task.node, [key]),
    rule: 'executor-cannot',
    message: `\`${key}\` must not be used on the executor \`${executor}\`: ${why}.`,
    hint: `Run it on an executor that can, or remove \`${key}\`.`,
    path: [key],
  });
}

/** Says which keys of the language have no implementation yet. */
export function checkLater(document: PipelineDocument, problems: PipelineProblem[]): void {
  for (const key of ['notify', 'report'] as const) {
    if (document[key] === undefined) continue;
    problems.push(
      problem({
        at: keyAt(document.node, [key]),
        rule: 'not-implemented',
        message: `\`${key}\` must not be used: it has no implementation yet.`,
        hint: `Remove \`${key}\`; a task of \`finally\` can do the same.`,
        path: [key],
      }),
    );
  }
}
