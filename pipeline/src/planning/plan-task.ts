import { type Catalog, type Manifest, readQuantity } from '@stepyard/catalog';
import { conditionText } from '../language/authored.ts';
import type { LaidTask, Layout } from '../layout/layout.ts';
import type { AuthoredObject, KeepArtifact, Matrix, PlanService, PlanTask, TraitUse } from '../plan.ts';
import type { Needs } from '../validate/graph.ts';
import { authoredEnv, authoredInputs, authoredNode, isExpression } from './authored.ts';

/** Processors that a task counts for if neither it nor its template says so, in millicores. */
export const defaultCpu = 1000;

/** A task of the layout as a plan holds it. */
export function planTask(
  task: LaidTask,
  manifest: Manifest,
  filled: AuthoredObject,
  place: { readonly layout: Layout; readonly needs: Needs; readonly catalog: Catalog },
): PlanTask {
  const resources = resourcesOf(task, manifest);
  return {
    id: task.id,
    title: task.title,
    stage: task.stage === undefined ? undefined : place.layout.stages[task.stage]?.name,
    template: manifest.name,
    version: manifest.version,
    with: { ...authoredInputs(manifest.inputs, task.with), ...filled },
    needs: place.needs.get(task.id) ?? [],
    when: task.when === undefined ? undefined : { expression: conditionText(task.when) },
    timeoutMs: task.timeoutMs,
    retries: task.retries,
    allowFailure: task.allowFailure,
    env: authoredEnv(task.env),
    cache: task.cache,
    artifacts: task.artifacts.flatMap(artifactOf),
    workdir: task.workdir,
    source: task.source,
    cpu: cpuOf(resources),
    resources,
    image: task.image,
    services: task.services.flatMap(serviceOf),
    traits: task.traits.flatMap((use) => traitOf(use, place.catalog)),
    matrix: matrixOf(task),
    environment: task.environment,
    config: task.config,
    ...(task.connections.length > 0 && { connections: task.connections }),
    ...(task.hook !== undefined && { hook: task.hook }),
  };
}

function artifactOf({ path, ...rest }: LaidTask['artifacts'][number]): readonly KeepArtifact[] {
  if (path === undefined) return [];
  const type = 'type' in rest ? rest.type : undefined;
  const when = 'when' in rest ? rest.when : undefined;
  return [{ path, ...(type !== undefined && { type }), ...(when !== undefined && { when }) }];
}

function serviceOf({ name, image, env, ports }: LaidTask['services'][number]): readonly PlanService[] {
  if (name === undefined || image === undefined) return [];
  return [{ name, image, env: authoredEnv(env ?? new Map()), ports: ports ?? [] }];
}

function traitOf(use: LaidTask['traits'][number], catalog: Catalog): readonly TraitUse[] {
  const trait = catalog.traits.find(({ name }) => name === use.trait);
  if (trait === undefined) return [];
  const node = 'with' in use ? use.with : undefined;
  return [{ trait: trait.name, with: node === undefined ? {} : authoredInputs(trait.inputs, node) }];
}

function matrixOf({ matrix }: LaidTask): Matrix | undefined {
  if (matrix?.values === undefined) return undefined;
  const values = [...matrix.values].map(([name, node]) => {
    const value = authoredNode(node);
    return [name, isExpression(value) || Array.isArray(value) ? value : [value]] as const;
  });
  const exclude = matrix.exclude?.map((one) =>
    Object.fromEntries([...one].map(([name, node]) => [name, authoredNode(node)])),
  );
  return {
    values: Object.fromEntries(values),
    ...(matrix.maxParallel !== undefined && { maxParallel: matrix.maxParallel }),
    ...(exclude !== undefined && { exclude }),
  };
}

type Amounts = { cpu?: string; memory?: string };

/** What the task says before what its template says; `cpu` and `memory` alone are requests. */
function resourcesOf({ resources }: LaidTask, manifest: Manifest): AuthoredObject | undefined {
  const requests = amounts(manifest.resources?.requests, resources, resources?.requests);
  const limits = amounts(manifest.resources?.limits, resources?.limits);
  const given = {
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
  return Object.keys(given).length === 0 ? undefined : given;
}

function amounts(...levels: readonly (Readonly<Amounts> | undefined)[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const level of levels) {
    if (level?.cpu !== undefined) found.cpu = level.cpu;
    if (level?.memory !== undefined) found.memory = level.memory;
  }
  return found;
}

function cpuOf(resources: AuthoredObject | undefined): number {
  for (const key of ['requests', 'limits']) {
    const level = resources?.[key];
    if (typeof level !== 'object' || level === null || !('cpu' in level)) continue;
    const read = readQuantity(String(level.cpu));
    if (read !== undefined) return Math.round(read * 1000);
  }
  return defaultCpu;
}
