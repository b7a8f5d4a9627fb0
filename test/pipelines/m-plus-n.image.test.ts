import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { bridgeGateway, dockerAnswer } from '../support/container.ts';
import { type PodManifest, startEnginePod } from '../support/engine-pod.ts';
import { exampleProject } from '../support/example-project.ts';
import { type ImageRegistry, startImageRegistry } from '../support/image-registry.ts';
import { pullLocalImage, pushLocalImage } from '../support/push-image.ts';
import { startReachableBuildKit } from '../support/rootless-buildkit.ts';
import { stepyard } from '../support/stepyard.ts';
import { tomcatImage } from '../support/tomcat-image.ts';

const versions = ['1.0', '1.1', '2.0'];
const tomcats = { '9.0': '9.0.98', '10.1': '10.1.34' };
const pairs = versions.flatMap((version) => Object.entries(tomcats).map((tomcat) => [version, ...tomcat]));

const settings = scratchDirectory();
const parts = new AsyncDisposableStack();
const pulled: string[] = [];
let project: string;
let address: string;
let buildkit: string;
let bases: ImageRegistry;

describe('test/pipelines/m-plus-n', () => {
  beforeAll(async () => {
    project = exampleProject('m-plus-n');
    address = await bridgeGateway();
    bases = await startRegistry();
    await pushLocalImage('debian:bookworm-slim', `${bases.host}/shell:1`);
    for (const [name, version] of Object.entries(tomcats))
      await pushLocalImage(await tomcatImage(version), `${bases.host}/tomcat:${name}-jre17`);
    buildkit = parts.adopt(await startReachableBuildKit([bases.host]), (one) => one.stop()).url;
    writeFileSync(join(settings, 'secrets.yaml'), 'REGISTRY_PASSWORD: registry-secret\n', { mode: 0o600 });
  }, 600_000);
  afterAll(async () => {
    if (pulled.length > 0) await dockerAnswer('rmi', '--force', ...pulled);
    await parts.disposeAsync();
  }, 120_000);

  it('T3.3: makes six images in the common way, one for each pair', async () => {
    const registry = await startRegistry();
    await build('common', registry);
    const images = await imagesOf(registry);
    expect(images).toEqual(pairs.map(([version, tomcat]) => `itil:${version}-tomcat${tomcat}`).sort());
  });

  it('T3.3: makes five for Pods, of which each of the six pairs starts with the war in webapps', async () => {
    const registry = await startRegistry();
    await build('pod', registry);
    expect(await imagesOf(registry)).toEqual([
      ...versions.map((version) => `itil:${version}`),
      ...Object.keys(tomcats)
        .map((tomcat) => `tomcat:${tomcat}`)
        .sort(),
    ]);
    const manifest: PodManifest = parse(readFileSync(join(project, 'pod.yaml'), 'utf8'));
    const at = async (name: string) => {
      const image = `${registry.host}/shop/${name}`;
      if (!pulled.includes(image)) await pullLocalImage(image);
      pulled.push(image);
      return image;
    };
    for (const [version = '', tomcat = '', exact] of pairs) {
      const [application, middleware] = [await at(`itil:${version}`), await at(`tomcat:${tomcat}`)];
      await using pod = await startEnginePod(withImages(manifest, { application, middleware }));
      expect(await answerOf(`http://${pod.address}:8080/itil/`)).toBe(
        `itil ${version} on Apache Tomcat/${exact}`,
      );
    }
  });
});

async function startRegistry(): Promise<ImageRegistry> {
  return parts.adopt(await startImageRegistry({ address }), (one) => one.stop());
}

async function build(packaging: string, { host }: ImageRegistry): Promise<void> {
  const { connections, config } = parse(readFileSync(join(project, 'config.yaml'), 'utf8'));
  Object.assign(connections.registry, { registry: host, insecure: true });
  Object.assign(config.images, { shell: `${bases.host}/shell:1`, tomcat: `${bases.host}/tomcat`, buildkit });
  const file = join(settings, 'config.yaml');
  writeFileSync(file, stringify({ connections, config }));
  const args = [
    ...['run', 'pipeline.yaml', '--executor', 'docker', '--input', `packaging=${packaging}`],
    ...['--config', file, '--secrets', join(settings, 'secrets.yaml'), '--data', join(settings, 'data')],
  ];
  const { status, stdout, stderr } = await stepyard(args, { cwd: project });
  expect(status, stdout + stderr).toBe(0);
}

/** All that the registry has below the project. */
async function imagesOf({ host }: ImageRegistry): Promise<readonly string[]> {
  const ask = async (path: string) => JSON.parse(await (await fetch(`http://${host}/v2/${path}`)).text());
  const { repositories }: { repositories: string[] } = await ask('_catalog');
  const lists = repositories.map(async (repository) => {
    const { tags }: { tags: string[] } = await ask(`${repository}/tags/list`);
    return tags.map((tag) => `${repository.replace('shop/', '')}:${tag}`);
  });
  return (await Promise.all(lists)).flat().sort();
}

function withImages(
  { spec }: PodManifest,
  images: Readonly<Record<'application' | 'middleware', string>>,
): PodManifest {
  const [application, middleware] = [spec.initContainers[0], spec.containers[0]];
  if (application === undefined || middleware === undefined) throw new Error('The Pod has no containers.');
  const initContainers = [{ ...application, image: images.application }];
  const containers = [{ ...middleware, image: images.middleware }];
  return { spec: { ...spec, initContainers, containers } };
}

async function answerOf(url: string): Promise<string> {
  for (let tries = 0; tries < 3_000; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return (await answer.text()).trim();
    await delay(100);
  }
  throw new Error(`${url} did not answer.`);
}
