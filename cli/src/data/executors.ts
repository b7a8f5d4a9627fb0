import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createProcessExecutor, type Executor } from '@stepyard/engine';
import type { ExecutorAbilities } from '@stepyard/pipeline';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';
import { templateEntries } from './templates.ts';

const abilities = new Map<string, ExecutorAbilities['can']>([
  ['process', { image: false, services: false, resources: false, isolation: false }],
  ['docker', { image: true, services: true, resources: true, isolation: true }],
]);

/** What an executor can do, without starting anything. */
function executorNamed(name: string): ExecutorAbilities {
  const can = abilities.get(name);
  if (can !== undefined) return { name, can };
  throw commandError(
    `There is no executor ${JSON.stringify(name)}.`,
    `There are: ${[...abilities.keys()].join(', ')}.`,
  );
}

/** What an executor can do with the templates of these settings. */
export async function executorFor(name: string, settings: Settings): Promise<ExecutorAbilities> {
  const executor = executorNamed(name);
  if (executor.can.image) return executor;
  const entries = await templateEntries(settings);
  const without = entries.filter(({ start }) => start.command === undefined);
  const names = without.map(({ manifest }) => `${manifest.name}@${manifest.version}`);
  return { ...executor, imageOnly: new Set(names) };
}

/**
 * The executors of a data directory, the one that is the default first: those that it has used, and the wanted one.
 * @throws where the wanted one cannot be reached.
 */
export async function executorsOf(settings: Settings, wanted?: string): Promise<readonly Executor[]> {
  const own = processExecutor(settings);
  const directory = join(settings.data, 'docker');
  if (wanted !== 'docker' && !existsSync(directory)) return [own];
  const { createDockerExecutor, findEngine } = await import('@stepyard/engine/docker');
  const engine = findEngine();
  if (wanted === 'docker') await engine.facts();
  const { STEPYARD_IMAGES: images } = process.env;
  return [own, createDockerExecutor({ directory, engine, ...(images && { images }) })];
}

/** Says whether an executor mounts the files of this machine, as an engine does that is neither elsewhere nor beside our container. */
export async function isHere(executor: string): Promise<boolean> {
  if (executor !== 'docker') return true;
  const { findEngine } = await import('@stepyard/engine/docker');
  const engine = findEngine();
  if (!engine.address.startsWith('unix:')) return false;
  return engine.facts().then(
    ({ host }) => host === hostname(),
    () => false,
  );
}

/**
 * Has the processes that steps are started by come up while a pipeline is still looked at. A data directory is not
 * made for that: the pipeline may be refused.
 */
export function warmUp(settings: Settings): void {
  if (!existsSync(settings.data)) return;
  processExecutor(settings)
    .adopt()
    .catch(() => {});
}

const executors = new Map<string, Executor>();

function processExecutor({ data }: Settings): Executor {
  const known = executors.get(data) ?? makeProcessExecutor(data);
  executors.set(data, known);
  return known;
}

function makeProcessExecutor(data: string): Executor {
  const { NODE_COMPILE_CACHE: compileCache } = process.env;
  return createProcessExecutor({ directory: join(data, 'process'), ...(compileCache && { compileCache }) });
}
