import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@stepyard/catalog';
import { createDockerExecutor } from '@stepyard/engine/docker';
import { createLocalCaches } from '../../engine/cache/local-caches.ts';
import { noConfig, openScheduler, type RunView, type Scheduler } from '../../engine/index.ts';
import { type StageSketch, samplePlan } from '../../engine/testing/plan.ts';
import { sampleManifest } from '../../engine/testing/sample-template.ts';

/** A scheduler whose tasks are scripts (`WORK`) in an image without anything of ours. */
export interface DockerScheduler {
  readonly scheduler: Scheduler;
  /** Where its caches are. */
  readonly cache: string;
  /** Runs a plan to its end. */
  run(stages: readonly StageSketch[], project?: string): Promise<RunView>;
  /** Containers, volumes and networks on the engine that are of it. */
  left(): string[];
  remove(): Promise<void>;
}

export async function dockerScheduler(more: Partial<Manifest> = {}): Promise<DockerScheduler> {
  const home = mkdtempSync(join(tmpdir(), 'stepyard-docker-'));
  const cache = join(home, 'cache');
  const caches = createLocalCaches({ directory: cache, overlays: ['docker'] });
  const program = { command: ['sh', '-c', 'eval "$WORK"'] };
  const start = { image: 'debian:bookworm-slim', program };
  const scheduler = await openScheduler({
    dataDir: join(home, 'data'),
    catalog: { templates: async () => [{ manifest: { ...sampleManifest, ...more }, start }] },
    executors: [createDockerExecutor({ directory: join(home, 'docker') })],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    caches: caches.backends,
    settings: { graceMs: 500, keep: { workspaces: 'none' } },
  });
  return {
    scheduler,
    cache,
    async run(stages, project = 'demo') {
      const { run } = await scheduler.submit({ plan: samplePlan(stages), project });
      for await (const _ of scheduler.events(run));
      const view = await scheduler.get(run);
      if (view === undefined) throw new Error(`${run} is gone.`);
      return view;
    },
    left() {
      const filter = `label=dev.stepyard.place=${readFileSync(join(home, 'docker', 'id'), 'utf8').trim()}`;
      return [
        ['container', 'ls', '--all'],
        ['volume', 'ls'],
        ['network', 'ls'],
      ].flatMap((words) =>
        execFileSync('docker', [...words, '--quiet', '--filter', filter], { encoding: 'utf8' })
          .split('\n')
          .filter((line) => line !== ''),
      );
    },
    async remove() {
      await scheduler.close();
      await caches.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A task that runs a script, once. */
export function work(id: string, script: string, more: object = {}) {
  return { id, env: { WORK: script }, retries: 0, ...more };
}
