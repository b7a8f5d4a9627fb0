import type { HookSource, TaskSource } from '../language/task.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import { type MapNode, nodeAt } from '../yaml/node.ts';
import { defaults, type LaidTask, type Need } from './layout.ts';
import type { NamedStage } from './merge-stages.ts';
import { layOver, mergeEnv, mergeNames } from './overlay.ts';

export interface TaskPlace {
  readonly document: PipelineDocument;
  readonly environment: string | undefined;
  readonly stage: number | undefined;
  readonly stages: readonly NamedStage[];
  readonly ids: ReadonlyMap<HookSource, string>;
  readonly id: string;
  readonly hook: LaidTask['hook'];
}

/** One task with the values that hold for it: the nearest of task, stage and pipeline, overlays before what they overlay. */
export function layTask(task: TaskSource, place: TaskPlace): LaidTask {
  const { document, id, hook } = place;
  const named = place.stage === undefined ? undefined : place.stages[place.stage];
  const stage = named?.source;
  const environment = task.environment ?? stage?.environment ?? place.environment;
  const overlay = document.environments?.get(environment ?? '');
  const overStage = overlay?.stages?.get(named?.name ?? '');
  const over = overlay?.tasks?.get(id);
  return {
    id,
    title: task.title ?? id,
    stage: place.stage,
    hook,
    node: task.node,
    template: task.template ?? '',
    with: layOver(task.with ?? emptyMap(task.node), over?.with),
    env: mergeEnv(document.env, overlay?.env, stage?.env, overStage?.env, task.env, over?.env),
    when: over?.when ?? task.when,
    needs: needsOf(task),
    timeoutMs: over?.timeout ?? task.timeout ?? defaults.timeoutMs,
    retries: over?.retries ?? task.retries ?? defaults.retries,
    allowFailure: over?.allowFailure ?? task.allowFailure ?? defaults.allowFailure,
    cache:
      over?.cache ??
      task.cache ??
      overStage?.cache ??
      stage?.cache ??
      overlay?.cache ??
      document.cache ??
      defaults.cache,
    config: mergeNames(
      document.config,
      overlay?.config,
      stage?.config,
      overStage?.config,
      task.config,
      over?.config,
    ),
    connections: over?.connection ?? task.connection ?? [],
    artifacts: over?.artifacts ?? task.artifacts ?? [],
    workdir: task.workdir,
    source: document.source !== undefined && task.source !== 'none',
    resources: over?.resources ?? task.resources,
    image: over?.image ?? task.image,
    services: over?.services ?? task.services ?? [],
    traits: over?.traits ?? task.traits ?? [],
    matrix: task.matrix,
    environment,
  };
}

function needsOf(task: TaskSource): readonly Need[] {
  return (task.needs ?? []).map((id) => {
    const node = nodeAt(task.node, ['needs']);
    const item =
      node.kind === 'list' ? node.items.find((one) => one.kind === 'scalar' && one.value === id) : node;
    return { id, at: (item ?? node).at };
  });
}

function emptyMap({ at }: MapNode): MapNode {
  return { kind: 'map', entries: new Map(), at, size: 1 };
}
