import type { StageSource } from '../language/stage.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { idFrom, take } from './ids.ts';

export interface NamedStage {
  readonly name: string;
  readonly title: string;
  readonly source: StageSource;
}

/** Names the stages; one that stands in several files is one stage, at its first place. */
export function mergeStages(document: PipelineDocument, problems: PipelineProblem[]): readonly NamedStage[] {
  const merged = new Map<string, NamedStage>();
  const sources = document.stages.flatMap((entry) => ('stage' in entry ? [entry.stage] : []));
  const taken = new Set(sources.flatMap(({ name }) => (name === undefined ? [] : [name])));
  for (const source of sources) {
    const name = source.name ?? take(idFrom(source.title ?? '') || 'stage', taken);
    const first = merged.get(name);
    if (first === undefined) {
      merged.set(name, { name, title: source.title ?? name, source });
    } else if (first.source.node.at.file === source.node.at.file) {
      problems.push(doubled(name, first.source, source));
    } else {
      merged.set(name, { name, title: source.title ?? first.title, source: joined(first.source, source) });
    }
  }
  return [...merged.values()];
}

function joined(first: StageSource, later: StageSource): StageSource {
  const tasks = [...(first.tasks ?? []), ...(later.tasks ?? [])];
  const env = new Map([...(first.env ?? []), ...(later.env ?? [])]);
  return { ...first, ...later, tasks, env };
}

function doubled(name: string, first: StageSource, later: StageSource): PipelineProblem {
  return problem({
    at: later.node.entries.get('name')?.value.at ?? later.node.at,
    rule: 'duplicate-id',
    message: `The name of a stage must be unique, but \`${name}\` is that of the stage in line ${first.node.at.line} too.`,
    hint: 'Rename one of the two, or put the tasks into one stage.',
  });
}
