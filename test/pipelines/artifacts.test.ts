import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog, type Manifest } from '@stepyard/catalog';
import {
  createProcessExecutor,
  environmentSecrets,
  noConfig,
  openScheduler,
  type RunView,
  type Scheduler,
} from '@stepyard/engine';
import type { StepyardEvent } from '@stepyard/events';
import { parsePipeline, planPipeline } from '@stepyard/pipeline';
import { recordedEvent, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { artifact } from '../../templates/artifact/template.ts';
import { script } from '../../templates/script/template.ts';

const dataDir = scratchDirectory();
const templates: readonly Manifest[] = [artifact, script];
let scheduler: Scheduler;

beforeAll(async () => {
  const executor = join(dataDir, 'processes');
  mkdirSync(executor, { mode: 0o700 });
  scheduler = await openScheduler({
    dataDir,
    catalog: {
      templates: async () =>
        templates.map((manifest) => ({
          manifest,
          start: { command: [process.execPath, join(root, 'templates', manifest.name, 'main.ts')] },
        })),
    },
    executors: [createProcessExecutor({ directory: executor, idleMs: 100, compileCache: false })],
    secrets: environmentSecrets({}),
    config: noConfig(),
    settings: { retry: { baseMs: 1, maxMs: 1 } },
    log: () => undefined,
  });
});
afterAll(() => scheduler.close());

/** Runs a pipeline to its end. */
async function run(name: string, tasks: string, trust: StepyardEvent['data']['trust']): Promise<RunView> {
  const text = `stepyard: 1\nname: ${name}\nstages:\n${tasks.replace(/^(?=.)/gm, '  ')}`;
  const { document, problems } = parsePipeline(text, `${name}.yaml`);
  const { plan } = planPipeline(document, loadCatalog({ catalog: 1, templates, traits: [] }));
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  const event = recordedEvent('manual');
  const data = { ...event.data, trust };
  const submitted = await scheduler.submit({ plan, project: 'shop', event: { ...event, data } });
  for await (const _ of scheduler.events(submitted.run));
  const view = await scheduler.get(submitted.run);
  if (view === undefined) throw new Error(`${submitted.run} is gone`);
  return view;
}

const build = (text: string) => `
- name: build
  tasks:
    - id: jars
      template: script
      with: { script: { case: inline, text: 'mkdir target; cd target; for j in store booking billing; do echo ${text} $j > $j.jar; done' } }
      artifacts: [/app/target/*.jar]
- name: keep
  tasks:
    - id: save
      template: artifact
      with: { name: jars, action: { case: save, paths: [/app/target/*.jar] } }
`;

const fetchJars = `
- name: fetch
  tasks:
    - id: fetch
      template: artifact
      with: { name: jars, action: { case: restore, pipeline: build, path: in } }
      artifacts: ["in/**"]
`;

describe('test/pipelines/artifacts', () => {
  it('T2.3: keeps the jars of a task, refuses what lies outside, and restores them in another pipeline', async () => {
    const built = await run('build', build('one'), 'default-branch');
    expect(built.state).toBe('success');
    const kept = await scheduler.artifacts(built.run);
    expect(kept.map(({ name, size, downloads, task }) => [name, size, downloads, task])).toEqual([
      ['target/billing.jar', 12, 0, 'jars'],
      ['target/booking.jar', 12, 0, 'jars'],
      ['target/store.jar', 10, 0, 'jars'],
    ]);
    await scheduler.download({ run: built.run, name: 'target/store.jar' });
    expect((await scheduler.artifacts(built.run)).map(({ downloads }) => downloads)).toEqual([0, 0, 1]);

    expect((await run('build', build('two'), 'branch')).state).toBe('success');
    const trusted = await run('release', fetchJars, 'default-branch');
    expect(trusted.tasks[0]?.outputs).toMatchObject({ run: 'build-1', files: 3, bytes: 34 });
    const restored = await scheduler.artifacts(trusted.run);
    expect(restored.map(({ name, sha256 }) => [name, sha256])).toEqual(
      kept.map(({ name, sha256 }) => [`in/${name}`, sha256]),
    );
    expect((await run('release', fetchJars, 'branch')).tasks[0]?.outputs).toMatchObject({ run: 'build-2' });

    expect(await scheduler.delete(built.run)).toBe(true);
    const later = await run('release', fetchJars, 'default-branch');
    expect(later.tasks[0]?.outputs).toMatchObject({ run: 'build-1' });
  });

  it('T2.3: fails a task that keeps or saves what lies outside, by the same rule', async () => {
    const view = await run(
      'outside',
      `
- name: link
  tasks:
    - id: keep
      template: script
      allowFailure: true
      with: { script: { case: inline, text: 'ln -s /etc/passwd link.jar' } }
      artifacts: ["*.jar"]
- name: save
  tasks:
    - id: save
      template: artifact
      with: { name: links, action: { case: save, paths: ["*.jar"] } }
`,
      'release',
    );
    const said = 'is, or lies behind, a link to "/etc/passwd", outside the workspace.';
    expect(view.tasks.map(({ failure }) => [failure?.code, failure?.message])).toEqual([
      ['INPUT_INVALID', `\`artifacts\`: "link.jar", matched by "*.jar", ${said}`],
      ['INPUT_INVALID', `\`action.paths\`: "link.jar", matched by "*.jar", ${said}`],
    ]);
    expect(await scheduler.artifacts(view.run)).toEqual([]);
  });
});
