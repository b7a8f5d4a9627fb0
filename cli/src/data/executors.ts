import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessExecutor, type Executor } from '@stepyard/engine';
import type { ExecutorAbilities } from '@stepyard/pipeline';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';

const abilities = new Map<string, ExecutorAbilities['can']>([
  ['process', { image: false, services: false, resources: false, isolation: false }],
  ['docker', { image: true, services: true, resources: true, isolation: true }],
]);

/** What an executor can do, without starting anything. */
export function executorNamed(name: string): ExecutorAbilities {
  const can = abilities.get(name);
  if (can !== undefined) return { name, can };
  throw commandError(
    `There is no executor ${JSON.stringify(name)}.`,
    `There are: ${[...abilities.keys()].join(', ')}.`,
  );
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
