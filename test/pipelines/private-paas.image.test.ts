import { join } from 'node:path';
import { parseReference } from '@stepyard/contract/registry';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFiles } from '../support/image-files.ts';
import { type PrivatePaas, startPrivatePaas } from '../support/private-paas.ts';
import { testRegistry } from '../support/sample-image.ts';
import { stepyard } from '../support/stepyard.ts';

const data = join(scratchDirectory(), 'data');
let paas: PrivatePaas;
let first: View;
const ran: string[] = [];

describe('test/pipelines/private-paas', () => {
  beforeAll(async () => {
    paas = await startPrivatePaas();
  }, 1_200_000);
  afterAll(async () => {
    // Of a run that failed the engine keeps the workspace.
    if (ran.length > 0) await stepyard(['runs', 'delete', ...ran, '--data', data], { cwd: paas.project });
    await paas?.[Symbol.asyncDispose]();
  }, 180_000);

  it('T3.2, T3.9: brings a web application from its code to the registry of production', async () => {
    const { status, view, log } = await run();
    expect(status, log).toBe(0);
    expect(states(view)).toEqual({
      ...{ source: 'success', 'unit-tests': 'success', sonar: 'success', war: 'success' },
      ...{ image: 'success', label: 'success', promote: 'success' },
    });
    const outputs = Object.fromEntries(view.tasks.map((task) => [task.id, task.outputs]));
    expect(outputs['unit-tests']).toMatchObject({ tests: { run: 2, failed: 0 } });
    expect(outputs.sonar).toMatchObject({ gate: 'green', measures: { bugs: 0, coverage: 62.5 } });
    const { image, digest, tag } = { image: '', digest: '', tag: '', ...outputs.image };
    expect(image).toBe(`${paas.harbor.host}/shop/itil@${digest}`);
    expect(tag).toMatch(/^\d{8}\.\d{6}\.\d{2}$/);
    expect(outputs.label).toMatchObject({ digest, labels: ['Test Passed'] });
    expect(outputs.promote).toMatchObject({ digest, tag });

    const { host } = paas.production;
    const client = testRegistry(paas.users.release, [host]);
    try {
      const at = parseReference(`${host}/release/itil:${tag}`);
      expect(await client.resolve(at)).toBe(digest);
      const files = await imageFiles(client, at);
      expect(files).toContain('usr/local/tomcat/webapps/itil.war');
      expect(files.filter((name) => /\.java$|(^|\/)\.git(\/|$)/.test(name))).toEqual([]);
    } finally {
      client.close();
    }
    first = view;
  });

  it('T5.7: takes the code, what Maven downloaded and the layers of the image from caches the second time', async () => {
    const { status, view, log } = await run();
    expect(status, log).toBe(0);
    const said = await Promise.all(built.map((task) => logOf(view.run, task)));
    expect(said.join('\n')).not.toMatch(/Downloading from/);
    expect(said.at(-1)).toMatch(/^#\d+ CACHED$/m);
    const [cold, warm] = [secondsOf(first), secondsOf(view)];
    const ratio = cold / warm;
    process.stdout.write(
      `private-paas, ${built.join(', ')}: ${cold.toFixed(1)} s, cached ${warm.toFixed(1)} s, ${ratio.toFixed(1)} times as fast (3 to 5 are claimed${ratio < 3 ? ', which this is not' : ''})\n`,
    );
  });

  it('T2.10: makes no image where the quality gate is red, unless the analysis may fail', async () => {
    const { admin } = paas.sonar;
    const gateName = `strict ${data.slice(-6)}`;
    await admin('POST', 'qualitygates/create', { name: gateName });
    const condition = { gateName, metric: 'coverage', op: 'LT', error: '90' };
    await admin('POST', 'qualitygates/create_condition', condition);
    await admin('POST', 'qualitygates/select', { projectKey: 'itil', gateName });
    const strict = await run();
    expect(strict.status, strict.log).toBe(1);
    expect(states(strict.view)).toMatchObject({ sonar: 'failed', image: 'skipped', promote: 'skipped' });
    const failure = strict.view.tasks.find(({ id }) => id === 'sonar')?.failure;
    expect(failure).toMatchObject({
      class: 'policy',
      message: 'The quality gate is red: `coverage` is 62.5, must be at least 90.',
    });
    const lenient = await run('--environment', 'trial');
    expect(lenient.status, lenient.log).toBe(0);
    expect(states(lenient.view)).toMatchObject({ sonar: 'failed', image: 'success', promote: 'skipped' });
  });
});

/** The tasks that have something to keep from one run to the next. */
const built = ['source', 'unit-tests', 'war', 'image'];

interface View {
  readonly run: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly state: string;
    readonly startedAt?: number;
    readonly finishedAt?: number;
    readonly failure?: object;
    readonly outputs?: Readonly<Record<string, unknown>>;
  }[];
}

async function run(...more: readonly string[]) {
  const args = ['run', 'pipeline.yaml', ...paas.options, ...more, '--data', data, '--json'];
  const { status, stdout, stderr } = await stepyard(args, { cwd: paas.project });
  const view: View = JSON.parse(stdout);
  ran.push(view.run);
  const failed = view.tasks.filter(({ state }) => state === 'failed');
  const logs = await Promise.all(failed.map(({ id }) => logOf(view.run, id)));
  return { status, view, log: [stderr, ...logs].join('\n') };
}

function states({ tasks }: View): Record<string, string> {
  return Object.fromEntries(tasks.map(({ id, state }) => [id, state]));
}

async function logOf(name: string, task: string): Promise<string> {
  const { stdout } = await stepyard(['runs', 'logs', name, task, '--data', data], { cwd: paas.project });
  return stdout;
}

function secondsOf({ tasks }: View): number {
  const times = tasks
    .filter(({ id }) => built.includes(id))
    .map(({ startedAt = 0, finishedAt = 0 }) => finishedAt - startedAt);
  return times.reduce((sum, ms) => sum + ms, 0) / 1000;
}
