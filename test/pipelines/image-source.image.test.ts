import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeImage, parseReference } from '@stepyard/contract/registry';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { bridgeGateway } from '../support/container.ts';
import { imageFiles } from '../support/image-files.ts';
import { startImageRegistry } from '../support/image-registry.ts';
import { startReachableBuildKit } from '../support/rootless-buildkit.ts';
import { testRegistry } from '../support/sample-image.ts';
import { stepyard } from '../support/stepyard.ts';

const parts = new AsyncDisposableStack();
const place = scratchDirectory();
const project = join(place, 'project');
let host: string;
let url: string;

describe('test/pipelines/image-source', () => {
  beforeAll(async () => {
    const address = await bridgeGateway();
    host = parts.adopt(await startImageRegistry({ address }), (one) => one.stop()).host;
    url = parts.adopt(await startReachableBuildKit([]), (one) => one.stop()).url;
    mkdirSync(project);
    writeFileSync(join(project, 'Dockerfile'), 'FROM scratch\nLABEL of=repository\nCOPY . /\n');
    writeFileSync(join(project, 'app.txt'), 'the app');
    writeFileSync(
      join(place, 'config.yaml'),
      stringify({ files: { 'Dockerfile.app': 'FROM scratch\nLABEL of=platform\nCOPY . /\n' } }),
    );
    const git = (...args: string[]) => execFileSync('git', ['-C', project, ...args]);
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'App');
  }, 300_000);
  afterAll(() => parts.disposeAsync(), 60_000);

  it('T2.2: builds the default source from the root of /app, by its Dockerfile', async () => {
    const { tasks, label, files } = await built('ticked', {});
    expect(tasks).toEqual(['source', 'image']);
    expect(label).toBe('repository');
    expect(files).toContain('app.txt');
  });

  it('T2.2: builds by the Dockerfile of the platform, and ignores that of the repository', async () => {
    const { label, files } = await built('stored', { dockerfile: stored });
    expect(label).toBe('platform');
    expect(files).toContain('app.txt');
  });

  it('T2.2: clones nothing for a task that does not want the default source', async () => {
    const { tasks, label, files } = await built('unticked', { dockerfile: stored }, { source: 'none' });
    expect(tasks).toEqual(['image']);
    expect(label).toBe('platform');
    expect(files).not.toContain('app.txt');
  });
});

const stored = { case: 'stored', text: "${{ files['Dockerfile.app'] }}" };

/** What a pipeline with one image comes to. */
async function built(name: string, inputs: object, more: object = {}) {
  const image = {
    ...{ id: 'image', template: 'docker-build', ...more },
    with: {
      ...{ registry: host, insecure: true, name, tag: { case: 'custom', text: '1' } },
      ...{ builder: { case: 'buildkit', url }, ...inputs },
    },
  };
  const pipeline = { stepyard: 1, name, source: {}, stages: [{ name: 'publish', tasks: [image] }] };
  const file = join(place, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(pipeline));
  const args = ['run', file, '--executor', 'docker', '--config', join(place, 'config.yaml'), '--json'];
  const end = await stepyard([...args, '--data', join(place, 'data')], { cwd: project });
  expect(end.status, end.stdout + end.stderr).toBe(0);
  const { tasks }: { tasks: { id: string }[] } = JSON.parse(end.stdout);
  const client = testRegistry(undefined, [host]);
  try {
    const at = parseReference(`${host}/${name}:1`);
    const { labels } = await describeImage(client, at);
    return { tasks: tasks.map(({ id }) => id), label: labels.of, files: await imageFiles(client, at) };
  } finally {
    client.close();
  }
}
