import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '@stepyard/catalog';
import {
  type CatalogEntry,
  type ConfigSource,
  createProcessExecutor,
  folderCatalog,
  noConfig,
  openScheduler,
  type RunView,
  type Scheduler,
  type SecretSource,
} from '@stepyard/engine';
import type { StepyardEvent } from '@stepyard/events';
import { parsePipeline, planPipeline } from '@stepyard/pipeline';
import { root } from '../../scripts/source-files.ts';

export interface ProcessScheduler {
  readonly scheduler: Scheduler;
  /** Runs the stages to their end; all that `events` told is in `told`. */
  run(run: RunOf): Promise<{ readonly view: RunView; readonly told: readonly unknown[] }>;
}

export interface RunOf {
  readonly name: string;
  /** YAML of the list of stages. */
  readonly stages: string;
  readonly event?: StepyardEvent;
}

export interface ProcessSchedulerOptions {
  readonly dataDir: string;
  readonly secrets?: SecretSource;
  readonly config?: ConfigSource;
  /** Besides the folder `templates/`. */
  readonly more?: readonly CatalogEntry[];
}

/** The real scheduler with processes as executor and the templates of this checkout. */
export async function processScheduler(options: ProcessSchedulerOptions): Promise<ProcessScheduler> {
  const { dataDir, more = [] } = options;
  const folders = folderCatalog([join(root, 'templates')], join(root, 'catalog', 'generated'));
  const entries = [...(await folders.templates()), ...more];
  const processes = join(dataDir, 'processes');
  mkdirSync(processes, { mode: 0o700, recursive: true });
  const scheduler = await openScheduler({
    dataDir,
    catalog: { templates: async () => entries },
    executors: [createProcessExecutor({ directory: processes, idleMs: 100, compileCache: false })],
    secrets: options.secrets ?? { get: async () => new Map() },
    config: options.config ?? noConfig(),
    settings: { retry: { baseMs: 1, maxMs: 1 } },
    log: () => undefined,
  });
  const templates = entries.map(({ manifest }) => manifest);
  const catalog = loadCatalog({ catalog: 1, templates, traits: [] });
  return {
    scheduler,
    async run({ name, stages, event }) {
      const { document, problems: unread } = parsePipeline(
        `stepyard: 1\nname: ${name}\nstages:\n${stages}`,
        `${name}.yaml`,
      );
      const { plan, problems } = planPipeline(document, catalog);
      if (plan === undefined) throw new Error(JSON.stringify([...unread, ...problems]));
      const { run } = await scheduler.submit({ plan, project: 'shop', ...(event && { event }) });
      const told: unknown[] = [];
      for await (const change of scheduler.events(run)) told.push(change);
      const view = await scheduler.get(run);
      if (view === undefined) throw new Error(`${run} is gone`);
      return { view, told };
    },
  };
}

/** The whole log of a task. */
export async function logOf(scheduler: Scheduler, run: string, task: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const { bytes } of scheduler.logs({ run, task })) chunks.push(bytes);
  return Buffer.concat(chunks).toString();
}
