import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { GivenValues } from '@stepyard/catalog';
import { parseReference } from '@stepyard/contract/registry';
import { fakeExec, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChartRepository, startChartRepository } from '../../test/support/chart-repository.ts';
import { type MemoryRegistry, startMemoryRegistry } from '../../test/support/memory-registry.ts';
import { writeChart } from '../../test/support/sample-chart.ts';
import { testRegistry } from '../../test/support/sample-image.ts';
import { publishChart } from './chart-publish.ts';
import { chartPublish } from './template.ts';

const auth = { case: 'basic', username: 'release', password: 'chart-secret' } as const;
let registry: MemoryRegistry;
let repository: ChartRepository;
beforeAll(async () => {
  registry = await startMemoryRegistry({ user: { name: auth.username, password: auth.password } });
  repository = await startChartRepository();
});
afterAll(async () => {
  await registry.close();
  await repository.close();
});

/** A package as Helm writes it: another time, so other bytes, each time. */
async function helmPackage(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const writing = pack();
  for (const [name, text] of Object.entries(files)) {
    writing.entry({ name: `web/${name}`, mtime: new Date(Date.now() - Math.random() * 1e9) }, text);
  }
  writing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of writing) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

type Environment = Readonly<Record<string, string | undefined>>;

async function start(
  inputs: GivenValues<typeof chartPublish.inputs>,
  content = 'greeting: hello\n',
  look: (env: Environment) => void = () => {},
) {
  const workspace = scratchDirectory();
  writeChart(
    join(workspace, 'chart'),
    inputs.dependencies === undefined ? '' : 'dependencies: [{ name: db }]\n',
  );
  const bytes = await helmPackage({ 'values.yaml': content, 'Chart.yaml': 'name: web\n' });
  const exec = fakeExec([
    { command: 'helm lint' },
    { command: 'helm dependency', run: ({ env }) => look(env ?? {}) },
    {
      command: 'helm package',
      run({ args }) {
        const to = args.find((arg) => arg.startsWith('--destination='))?.slice('--destination='.length) ?? '';
        writeFileSync(join(to, 'web.tgz'), bytes);
      },
    },
  ]);
  return await runStep(chartPublish, publishChart, { inputs: { path: 'chart', ...inputs }, workspace, exec });
}

describe('templates/chart-publish', () => {
  it('packages without times, and publishes to a registry in the format of Helm; again it changes nothing', async () => {
    const target = { case: 'oci', registry: `${registry.host}/charts` } as const;
    const end = await start({ target, auth });
    const again = await start({ target, auth });
    expect(end.outputs).toMatchObject({
      name: 'web',
      version: '1.2.3',
      appVersion: '2.0',
      package: 'web-1.2.3.tgz',
      chart: expect.stringMatching(new RegExp(`^oci://${registry.host}/charts/web@sha256:[0-9a-f]{64}$`)),
    });
    expect(again.outputs).toEqual(end.outputs);
    const client = testRegistry({ name: auth.username, password: auth.password });
    const { content } = await client.manifest(parseReference(`${registry.host}/charts/web:1.2.3`));
    client.close();
    expect(content).toMatchObject({
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json' },
      layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' }],
      annotations: { 'org.opencontainers.image.title': 'web', 'org.opencontainers.image.version': '1.2.3' },
    });
    const changed = await start({ target, auth }, 'greeting: changed\n');
    expect(changed.failure).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(
        /charts\/web:1\.2\.3 is published with other content \(sha256:[0-9a-f]{64}\)\.$/,
      ),
      hint: 'Raise the version in Chart.yaml or in `chartVersion`: a published one is never replaced.',
    });
  });

  it('gives a version with build metadata the tag that Helm gives it', async () => {
    const target = { case: 'oci', registry: `${registry.host}/charts` } as const;
    const end = await start({ target, auth, chartVersion: '2.0.0+build.5' });
    expect(end.outputs).toMatchObject({ version: '2.0.0+build.5', package: 'web-2.0.0+build.5.tgz' });
    expect([...registry.manifests.keys()]).toContain('charts/web:2.0.0_build.5');
  });

  it.each([
    ['chartmuseum', '/team', '/team/charts/web-1.2.3.tgz'],
    ['upload', '/repository/charts', '/repository/charts/web-1.2.3.tgz'],
  ] as const)('publishes to a repository (%s), once', async (kind, path, place) => {
    const inputs = { target: { case: kind, url: `${repository.url}${path}/` }, auth };
    const end = await start(inputs);
    expect(end.outputs).toMatchObject({ chart: `${repository.url}${place}` });
    const written = readFileSync(join(end.workspace, 'web-1.2.3.tgz'));
    expect(repository.files.get(place)?.equals(written)).toBe(true);
    expect((await start(inputs)).outputs).toEqual(end.outputs);
    expect((await start(inputs, 'other: true\n')).failure?.code).toBe('CONFLICT');
    const wrong = { ...inputs, auth: { ...auth, password: 'not-this-one' } };
    expect((await start(wrong)).failure?.code).toBe('AUTH_FAILED');
  });

  it('signs Helm in to where the chart goes, by files that no argument shows', async () => {
    const seen: string[] = [];
    const look = (env: Environment) => {
      for (const name of ['HELM_REGISTRY_CONFIG', 'HELM_REPOSITORY_CONFIG']) {
        const file = env[name] ?? '';
        if (existsSync(file))
          seen.push(`${name} ${(statSync(file).mode & 0o777).toString(8)} ${readFileSync(file)}`);
      }
    };
    const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
    const oci = { case: 'oci', registry: `${registry.host}/signed`, insecure: true } as const;
    const url = `${repository.url}/signed`;
    const ends = [
      await start({ target: oci, auth, dependencies: 'locked' }, undefined, look),
      await start({ target: { case: 'upload', url }, auth, dependencies: 'locked' }, undefined, look),
      await start({ target: oci, dependencies: 'locked' }, undefined, look),
    ];
    expect(seen).toEqual([
      `HELM_REGISTRY_CONFIG 600 {"auths":{"${registry.host}":{"auth":"${pair}"}}}`,
      `HELM_REPOSITORY_CONFIG 600 {"apiVersion":"v1","repositories":[{"name":"target","url":"${url}","username":"release","password":"chart-secret"}]}`,
    ]);
    expect(ends[0]?.calls[0]?.args.slice(0, 3)).toEqual(['dependency', 'build', '--plain-http']);
    expect(ends[1]?.calls[0]?.args.slice(0, 3)).toEqual(['dependency', 'build', '--']);
    expect(JSON.stringify(ends)).not.toMatch(new RegExp(`chart-secret|${pair}`));
  });

  it('calls Helm without anything of the machine, and with values as one argument each', async () => {
    const end = await start({
      target: 'none',
      lint: 'warnings',
      values: ['chart/values.yaml'],
      dependencies: 'newest',
      chartVersion: '3.0.0',
      appVersion: '--debug',
    });
    const shown = end.calls.map(({ args }) => args.map((arg) => arg.replace(end.workspace, 'W')));
    expect(shown).toEqual([
      ['dependency', 'update', '--', 'W/chart'],
      ['lint', '--strict', '--values=W/chart/values.yaml', '--', 'W/chart'],
      [
        'package',
        expect.stringMatching(/^--destination=/),
        '--version=3.0.0',
        '--app-version=--debug',
        '--',
        'W/chart',
      ],
    ]);
    expect(Object.keys(end.calls[0]?.env ?? {})).toEqual(
      expect.arrayContaining(['HELM_PLUGINS', 'HELM_REGISTRY_CONFIG', 'HELM_REPOSITORY_CONFIG']),
    );
    expect(end.outputs).not.toHaveProperty('chart');
  });
});

describe('templates/chart-publish bad charts', () => {
  async function refusalOf(prepare: (workspace: string) => void) {
    const workspace = scratchDirectory();
    prepare(workspace);
    const inputs = { path: 'chart', target: 'none' } as const;
    const end = await runStep(chartPublish, publishChart, { inputs, workspace, exec: fakeExec([]) });
    expect(end.calls).toEqual([]);
    return end.failure;
  }

  it('refuses links and dependencies that lead out of the workspace', async () => {
    const link = (to: string) => (workspace: string) => {
      writeChart(join(workspace, 'chart'));
      symlinkSync(to, join(workspace, 'chart/templates/stolen.yaml'));
    };
    const refused = {
      code: 'POLICY_REFUSED',
      message:
        'The chart must stay in the workspace; the link templates/stolen.yaml leads out of it, or nowhere.',
    };
    expect(await refusalOf(link('/etc/passwd'))).toMatchObject(refused);
    expect(await refusalOf(link('nowhere'))).toMatchObject(refused);
    const outside = 'dependencies: [{ name: db, version: 1.0.0, repository: "file://../../.." }]\n';
    expect(await refusalOf((at) => writeChart(join(at, 'chart'), outside))).toMatchObject({
      message:
        'The chart must stay in the workspace; the dependency file://../../.. leads out of it, or nowhere.',
    });
  });

  it.each([
    ['', 'must hold a Chart.yaml'],
    ['a: [', 'must have a Chart.yaml that is YAML: '],
    ['[]', 'must have a Chart.yaml with names and values'],
    ['name: ../x\nversion: 1.0.0', 'must name the chart in small letters, digits and hyphens, got "../x"'],
    ['name: web\nversion: 1', 'must have a version that is a text, got 1'],
  ])('says what is wrong with %j', async (text, rule) => {
    const failure = await refusalOf((workspace) => {
      mkdirSync(join(workspace, 'chart'));
      if (text !== '') writeFileSync(join(workspace, 'chart/Chart.yaml'), text);
    });
    expect(failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(failure?.message.startsWith(`\`path\` ${rule}`)).toBe(true);
    expect(failure?.message.endsWith('; got "chart".')).toBe(true);
  });
});
