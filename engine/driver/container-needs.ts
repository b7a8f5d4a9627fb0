import { fileURLToPath } from 'node:url';
import type { Manifest } from '@stepyard/catalog';
import type { TaskFacts } from '@stepyard/contract';
import {
  type EvaluationContext,
  evaluateAuthored,
  type PlanService,
  type PlanTask,
} from '@stepyard/pipeline';
import type { ArtifactsWanted, Executor, ServiceRequest, StartRequest } from '../executors/executor.ts';
import { failureOf, refusal } from './failure.ts';
import { localRepositories } from './local-repositories.ts';
import type { NamedValues } from './named-values.ts';
import { holdsSecretPart } from './secret-parts.ts';

export interface NeedsOf {
  readonly plan: PlanTask;
  readonly manifest: Manifest;
  readonly named: NamedValues;
  readonly context: EvaluationContext;
  /** URL of the store, where the task uses it. */
  readonly store: string | undefined;
  readonly facts: TaskFacts;
  /** Of the inputs. */
  readonly values: Readonly<Record<string, unknown>>;
}

type Needs = Pick<StartRequest, 'services' | 'resources' | 'artifacts' | 'directories'>;

/**
 * What only executors with containers can give a task.
 * @throws Refusal naming what cannot be evaluated.
 */
export function containerNeeds(of: NeedsOf): Needs {
  const { plan, manifest, store, facts } = of;
  const services = plan.services.map((service) => serviceOf(service, of));
  const resources = resourcesOf(plan, manifest);
  const artifacts = store?.startsWith('file:') ? wanted(store, plan, manifest, facts) : undefined;
  const directories = localRepositories(manifest, of.values);
  return {
    ...(services.length > 0 && { services }),
    ...(resources !== undefined && { resources }),
    ...(artifacts !== undefined && { artifacts }),
    ...(directories.length > 0 && { directories }),
  };
}

/** Secret values that services are given. */
export function serviceSecrets({ services = [] }: Needs): readonly string[] {
  return services.flatMap(({ secretEnv }) => Object.values(secretEnv));
}

/** Where a step finds the store: a directory of the scheduler's is elsewhere in a container. */
export function storeInside(store: string, { artifactStore }: Executor): string {
  return store.startsWith('file:') && artifactStore !== undefined ? artifactStore : store;
}

function wanted(
  store: string,
  plan: PlanTask,
  { permissions = [] }: Manifest,
  facts: TaskFacts,
): ArtifactsWanted {
  return {
    directory: fileURLToPath(store),
    prefix: `${facts.project}/${facts.run}/${facts.task}`,
    keep: plan.artifacts,
    ...(permissions.includes('artifacts:read') && { reads: true }),
  };
}

function serviceOf(service: PlanService, { named, context }: NeedsOf): ServiceRequest {
  const { name, image, ports } = service;
  const env: Record<string, string> = {};
  const secretEnv: Record<string, string> = {};
  for (const [key, authored] of Object.entries(service.env)) {
    const evaluated = evaluateAuthored(authored, context);
    if ('problem' in evaluated) {
      const { message, hint } = evaluated.problem;
      throw refusal(failureOf('INPUT_INVALID', `\`services.${name}.env.${key}\`: ${message}`, hint));
    }
    const { value } = evaluated;
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
    (holdsSecretPart(authored, named, new Set()) ? secretEnv : env)[key] = text;
  }
  return { name, image, ports, env, secretEnv };
}

/** The author's, entry by entry before the template's own. */
function resourcesOf({ resources }: PlanTask, manifest: Manifest): StartRequest['resources'] {
  const { requests, limits, ...plain } = { requests: {}, limits: {}, ...resources };
  const merged = {
    requests: { ...manifest.resources?.requests, ...texts(plain), ...texts(requests) },
    limits: { ...manifest.resources?.limits, ...texts(limits) },
  };
  return Object.keys({ ...merged.requests, ...merged.limits }).length === 0 ? undefined : merged;
}

function texts(of: unknown): Record<string, string> {
  if (typeof of !== 'object' || of === null) return {};
  return Object.fromEntries(
    Object.entries(of).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );
}
