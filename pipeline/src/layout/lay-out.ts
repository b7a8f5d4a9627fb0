import type { StageSource } from '../language/stage.ts';
import type { HookSource, TaskSource } from '../language/task.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem, Scope } from '../plan.ts';
import { problem } from '../problem.ts';
import type { MapNode } from '../yaml/node.ts';
import { idFrom, take, withEnding } from './ids.ts';
import { layTask, type TaskPlace } from './lay-task.ts';
import type { LaidStage, LaidTask, Layout } from './layout.ts';
import { mergeStages, type NamedStage } from './merge-stages.ts';
import { checkOverlayNames } from './overlay-names.ts';

/** Lays a document out for one environment. The implicit source task is not in it: only a catalog knows it. */
export function layOut(document: PipelineDocument, environment: string | undefined): Layout {
  const problems: PipelineProblem[] = [];
  const stages = mergeStages(document, problems);
  const ids = giveIds(document, stages, problems);
  const tasks: LaidTask[] = [];
  const place = (task: TaskSource, stage: number | undefined): readonly string[] => {
    const laid = layWithHooks(task, { document, environment, stage, stages, ids });
    tasks.push(...laid);
    return laid.map(({ id }) => id);
  };
  const laidStages = stages.map(({ name, title, source }, index): LaidStage => {
    const overlay = document.environments?.get(source.environment ?? environment ?? '');
    return {
      name,
      title,
      parallel: source.parallel ?? false,
      scope: scopeOf(overlay?.stages?.get(name)?.scope ?? source.scope),
      tasks: (source.tasks ?? []).flatMap((task) => place(task, index)),
    };
  });
  for (const task of document.finally ?? []) place(task, undefined);
  checkOverlayNames(document, stages, tasks, problems);
  const scope = scopeOf(document.environments?.get(environment ?? '')?.scope ?? document.scope);
  return { environment, stages: laidStages, tasks, scope, problems };
}

/** A scope without the places of its parts. */
export function scopeOf(scope: StageSource['scope']): Scope | undefined {
  if (scope === undefined) return undefined;
  const { cpu, tasks } = scope;
  return { ...(cpu !== undefined && { cpu }), ...(tasks !== undefined && { tasks }) };
}

function layWithHooks(task: TaskSource, within: Omit<TaskPlace, 'id' | 'hook'>): readonly LaidTask[] {
  const id = within.ids.get(task) ?? '';
  const laid = layTask(task, { ...within, id, hook: undefined });
  const hooks = (list: readonly HookSource[] | undefined, when: 'before' | 'after') =>
    (list ?? []).map((hook) => {
      const hookId = within.ids.get(hook) ?? '';
      const source = { ...hook, ...inherited(task) };
      return layTask(source, { ...within, id: hookId, hook: { of: id, when } });
    });
  return [...hooks(task.before, 'before'), laid, ...hooks(task.after, 'after')];
}

/** What a hook takes over from its task. */
function inherited({ environment, source }: TaskSource): Pick<TaskSource, 'environment' | 'source'> {
  return { ...(environment !== undefined && { environment }), ...(source !== undefined && { source }) };
}

function giveIds(
  document: PipelineDocument,
  stages: readonly NamedStage[],
  problems: PipelineProblem[],
): ReadonlyMap<HookSource, string> {
  const tasks = [...stages.flatMap(({ source }) => source.tasks ?? []), ...(document.finally ?? [])];
  const taken = new Map<string, MapNode>();
  const ids = new Map<HookSource, string>();
  const all: readonly HookSource[] = tasks.flatMap((task) => [
    ...(task.before ?? []),
    task,
    ...(task.after ?? []),
  ]);
  for (const task of all) {
    const { id, node } = task;
    if (id === undefined) continue;
    const first = taken.get(id);
    if (first === undefined) {
      taken.set(id, node);
      ids.set(task, id);
    } else problems.push(doubled(id, first, node));
  }
  const names = new Set(taken.keys());
  for (const task of tasks) {
    if (!ids.has(task)) ids.set(task, take(idFrom(task.title ?? '') || templateOf(task), names));
    const id = ids.get(task) ?? '';
    const nameHooks = (hooks: readonly HookSource[] | undefined, when: string) =>
      (hooks ?? []).forEach((hook, index) => {
        if (!ids.has(hook)) ids.set(hook, take(withEnding(id, `${when}-${index + 1}`), names));
      });
    nameHooks(task.before, 'before');
    nameHooks(task.after, 'after');
  }
  return ids;
}

function templateOf({ template = 'task' }: TaskSource): string {
  return idFrom(template.split('@')[0] ?? '') || 'task';
}

function doubled(id: string, first: MapNode, node: MapNode): PipelineProblem {
  const at = node.entries.get('id')?.value.at ?? node.at;
  const where = first.at.file === at.file ? `line ${first.at.line}` : `${first.at.file}:${first.at.line}`;
  return problem({
    at,
    rule: 'duplicate-id',
    message: `The id of a task must be unique in the pipeline, but \`${id}\` is that of the task in ${where} too.`,
    hint: 'Rename one of the two; what people read stands in `title`.',
  });
}
