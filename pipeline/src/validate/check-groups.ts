import type { LaidTask } from '../layout/layout.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { suggest } from '../suggest.ts';
import type { Node, ScalarNode } from '../yaml/node.ts';
import type { Known } from './scope.ts';

/** Says which config groups are named whole that there are not, where it is known which there are. */
export function checkGroups(
  document: PipelineDocument,
  tasks: readonly LaidTask[],
  { config }: Known,
  problems: PipelineProblem[],
): void {
  if (config === undefined) return;
  const stages = document.stages.flatMap((entry) => ('stage' in entry ? [entry.stage.node] : []));
  const overlays = [...(document.environments?.values() ?? [])].map(({ node }) => node);
  const names = Object.keys(config);
  for (const node of [document.node, ...overlays, ...stages, ...tasks.map((task) => task.node)]) {
    for (const { value, at } of groupsIn(node)) {
      if (typeof value !== 'string' || names.includes(value)) continue;
      const message = `\`config\` must name a config group that there is, got \`${value}\`.`;
      const hint = suggest(value, names);
      problems.push(problem({ at, rule: 'unknown-config', message, hint, path: ['config'] }));
    }
  }
}

function groupsIn(node: Node): readonly ScalarNode[] {
  const written = node.kind === 'map' ? node.entries.get('config')?.value : undefined;
  const items = written?.kind === 'list' ? written.items : [written];
  return items.flatMap((item) => (item?.kind === 'scalar' ? [item] : []));
}
