import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { suggest } from '../suggest.ts';
import { keyAt } from '../yaml/node.ts';
import type { LaidTask } from './layout.ts';
import type { NamedStage } from './merge-stages.ts';

/** Says which overlays name a stage, task or input that is not there. */
export function checkOverlayNames(
  document: PipelineDocument,
  stages: readonly NamedStage[],
  tasks: readonly LaidTask[],
  problems: PipelineProblem[],
): void {
  const names = {
    stages: stages.map(({ name }) => name),
    tasks: tasks.map(({ id }) => id),
    inputs: [...(document.inputs?.keys() ?? [])],
  };
  for (const overlay of document.environments?.values() ?? []) {
    for (const kind of ['stages', 'tasks', 'inputs'] as const) {
      for (const name of overlay[kind]?.keys() ?? []) {
        if (names[kind].includes(name)) continue;
        problems.push(unknown(kind, name, names[kind], keyAt(overlay.node, [kind, name])));
      }
    }
  }
}

const nouns = { stages: 'stage', tasks: 'task', inputs: 'input' } as const;

function unknown(
  kind: keyof typeof nouns,
  name: string,
  names: readonly string[],
  at: Position,
): PipelineProblem {
  const noun = nouns[kind];
  return problem({
    at,
    rule: `unknown-${noun}`,
    message: `An environment must name ${noun === 'input' ? 'an' : 'a'} ${noun} of the pipeline, got \`${name}\`.`,
    hint: suggest(name, names),
  });
}
