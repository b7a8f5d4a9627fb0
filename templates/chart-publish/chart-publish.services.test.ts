import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageRegistry, startImageRegistry } from '../../test/support/image-registry.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { publishChart } from './chart-publish.ts';
import { chartPublish } from './template.ts';

const user = { name: 'release', password: 'chart-secret' };
let registry: ImageRegistry;
beforeAll(async () => {
  registry = await startImageRegistry({ user });
});
afterAll(() => registry?.stop());

describe('templates/chart-publish with Helm', () => {
  it('publishes what Helm itself can pull and render', async () => {
    const workspace = scratchDirectory();
    writeChart(join(workspace, 'library'));
    writeChart(
      join(workspace, 'chart'),
      'dependencies:\n  - { name: web, version: 1.2.3, repository: "file://../library", alias: inner }\n',
    );
    const inputs = {
      path: 'chart',
      chartVersion: '1.3.0',
      lint: 'warnings',
      dependencies: 'newest',
      target: { case: 'oci', registry: `${registry.host}/charts` },
      auth: { case: 'basic', username: user.name, password: user.password },
    } as const;
    const end = await runStep(chartPublish, publishChart, { inputs, workspace });
    expect(end.failure).toBeUndefined();
    expect((await runStep(chartPublish, publishChart, { inputs, workspace })).outputs).toEqual(end.outputs);
    const helm = (...args: string[]) => execFileSync('helm', args, { cwd: workspace, encoding: 'utf8' });
    const login = ['--username', user.name, '--password', user.password, '--plain-http'];
    helm(
      'pull',
      `oci://${registry.host}/charts/web`,
      '--version',
      '1.3.0',
      '--untar',
      '--untardir',
      'pulled',
      ...login,
    );
    const rendered = helm('template', 'shop', 'pulled/web');
    expect(rendered.match(/kind: ConfigMap/g)).toHaveLength(2);
  });

  it('fetches a dependency from the registry that it publishes to, by the same credential', async () => {
    const workspace = scratchDirectory();
    const oci = { case: 'oci', registry: `${registry.host}/charts`, insecure: true } as const;
    const auth = { case: 'basic', username: user.name, password: user.password } as const;
    const common = { target: oci, auth };
    writeChart(join(workspace, 'library'));
    const first = { ...common, path: 'library', chartVersion: '0.7.0' } as const;
    expect((await runStep(chartPublish, publishChart, { inputs: first, workspace })).status).toBe('success');
    writeChart(
      join(workspace, 'chart'),
      `dependencies:\n  - { name: web, version: 0.7.0, repository: "oci://${registry.host}/charts", alias: inner }\n`,
    );
    const inputs = { ...common, path: 'chart', chartVersion: '0.8.0', dependencies: 'newest' } as const;
    const end = await runStep(chartPublish, publishChart, { inputs, workspace });
    expect(end.failure).toBeUndefined();
    expect(JSON.stringify(end)).not.toContain(user.password);
    const closed = { ...inputs, auth: 'none' } as const;
    const refused = await runStep(chartPublish, publishChart, { inputs: closed, workspace });
    expect(refused.failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: expect.stringMatching(
        /^A repository of a dependency lets nobody in: .*credential not found\.$/,
      ),
    });
  });

  it('fails on what the lint finds, naming it', async () => {
    const workspace = scratchDirectory();
    writeChart(join(workspace, 'chart'), 'type: nonsense\n');
    const inputs = { path: 'chart', target: 'none' } as const;
    const end = await runStep(chartPublish, publishChart, { inputs, workspace });
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringMatching(
        /^The chart must pass the lint, which says: .*type must be application or library/,
      ),
    });
  });
});
