import { chmodSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createHttp } from '@stepyard/contract/http';
import { createRegistry, digestOf, mediaTypes, parseReference } from '@stepyard/contract/registry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImageRegistry, startImageRegistry } from '../../../test/support/image-registry.ts';
import { makePlace, type Place } from '../../test/place.ts';

const user = { name: 'ann', password: 's3cret-pass' };
const http = createHttp({ proxy: false });

let registry: ImageRegistry;
let pages: Server;
let at: Place;
beforeAll(async () => {
  registry = await startImageRegistry({ user });
});
afterAll(() => registry?.stop());
beforeEach(() => {
  at = makePlace();
  const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  at.write({ '../docker/config.json': JSON.stringify({ auths: { [registry.host]: { auth } } }) });
});
afterEach(() => {
  at.remove();
  pages?.close();
});

const manifest = (version: string, more = {}) => ({
  manifest: 1,
  name: 'greet',
  version,
  title: { en: 'Greet', zh: '问候' },
  help: { en: 'Greets someone.', zh: '问候某人。' },
  category: 'message',
  inputs: { who: { type: 'string', title: { en: 'Who', zh: '谁' }, default: 'world' } },
  outputs: {},
  repeatable: true,
  examples: [{ title: { en: 'Greet Ann', zh: '问候 Ann' }, with: { who: 'Ann' } }],
  ...more,
});

/** Pushes an image whose only layer is missing from the registry: whoever pulls a layer fails. */
async function push(name: string, labels: Record<string, string>): Promise<string> {
  const client = createRegistry({
    http,
    credentials: async () => ({ username: user.name, password: user.password }),
  });
  const reference = parseReference(`${registry.host}/${name}`);
  const config = Buffer.from(
    JSON.stringify({ os: 'linux', architecture: 'amd64', config: { Labels: labels } }),
  );
  await client.putBlob(reference, config);
  const content = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(config), size: config.length },
    layers: [],
  };
  return client.putManifest(reference, Buffer.from(JSON.stringify(content)), mediaTypes.manifest);
}

const ask = (...args: string[]) =>
  at.stepyard(args, { env: { DOCKER_CONFIG: join(at.root, 'docker'), DOCKER_HOST: 'unix:///nowhere' } });
const label = (value: unknown) => ({ 'dev.stepyard.template': JSON.stringify(value) });

describe('cli/catalog/far-sources', () => {
  it('T7.1: adds an image from its registry by its label, by digest, without pulling a layer', async () => {
    const image = `${registry.host}/team/greet:1`;
    const digest = await push('team/greet:1', label(manifest('1.0.0')));
    expect(await ask('catalog', 'add', image)).toEqual({
      status: 0,
      err: '',
      out: `Added greet 1.0.0 from ${image} to ../data/catalog.yaml.\n`,
    });
    expect(readFileSync(join(at.data, 'catalog.yaml'), 'utf8')).toContain(
      `  - image: ${image}\n    digest: ${digest}\n`,
    );
    expect((await ask('catalog', 'list', '--source')).out).toMatch(
      new RegExp(`\\ngreet +1.0.0 +${image} +${digest}\\n`),
    );
    expect(await ask('step', 'greet')).toMatchObject({
      status: 2,
      err: `stepyard: \`greet\` is an image, which cannot be run without a container.\n  Run it by hand: docker run --rm -v "$PWD:/app" ${registry.host}/team/greet@${digest}\n`,
    });
  });

  it('says what is new in an image, and when its version says too little', async () => {
    const image = `${registry.host}/team/updated:1`;
    await push('team/updated:1', label(manifest('1.0.0')));
    await ask('catalog', 'add', image);
    expect((await ask('catalog', 'update')).out).toBe('Everything is as it was.\n');
    const needed = { inputs: { whom: { type: 'string', title: { en: 'Whom', zh: '谁' } } }, examples: [] };
    const digest = await push('team/updated:1', label(manifest('1.0.1', needed)));
    const { out, err } = await ask('catalog', 'update', image);
    expect(out).toBe(`${image}: greet 1.0.0 → 1.0.1\n`);
    expect(err).toContain(
      'The version of `greet` goes from 1.0.0 to 1.0.1, but these changes need a major version:\n',
    );
    expect((await ask('catalog', 'list', '--source')).out).toContain(digest);
    expect((await ask('catalog', 'show', 'greet')).out).toContain('whom');
  });

  it('adds the images that a published catalog lists, and refuses anything else in it', async () => {
    const image = `${registry.host}/team/published:1`;
    const digest = await push('team/published:1', label(manifest('1.0.0')));
    let text = `catalog: 1\nsources:\n  - { image: "${image}", digest: "${digest}" }\n`;
    pages = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
    await new Promise((resolve) => pages.once('listening', resolve));
    const address = pages.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/catalog.yaml`;
    expect(await ask('catalog', 'add', url)).toMatchObject({
      status: 0,
      err: '',
      out: `Added greet 1.0.0 from ${url} to ../data/catalog.yaml.\n`,
    });
    expect((await ask('catalog', 'show', 'greet')).status).toBe(0);
    text = 'catalog: 1\nsources: [{ file: /etc }]\n';
    expect(await ask('catalog', 'update')).toMatchObject({
      status: 2,
      err: `stepyard: ${url} must list images by digest only, since it is published.\n  Ask its author to publish images.\n`,
    });
    expect((await ask('catalog', 'show', 'greet')).status).toBe(0);
  });

  it('refuses images that are no template, or not there, or closed', async () => {
    await push('team/plain:1', {});
    await push('team/broken:1', { 'dev.stepyard.template': '{"manifest":1}' });
    const failed = async (name: string) => (await ask('catalog', 'add', `${registry.host}/${name}`)).err;
    expect(await failed('team/plain:1')).toBe(
      `stepyard: The image ${registry.host}/team/plain:1 has no label \`dev.stepyard.template\`.\n  Build it with its manifest as the label: \`stepyard template build\` does.\n`,
    );
    expect(await failed('team/broken:1')).toContain(
      `The label \`dev.stepyard.template\` of ${registry.host}/team/broken:1 must be a manifest:\n- `,
    );
    expect(await failed('team/none:1')).toContain(
      `The registry ${registry.host} has no ${registry.host}/team/none:1.`,
    );
    at.write({ '../docker/config.json': '{}' });
    expect(await failed('team/plain:1')).toBe(
      `stepyard: A credential must be given that opens the repository team/plain of ${registry.host} (401).\n  Log in with \`docker login ${registry.host}\`, or correct the credential.\n`,
    );
    const wrong = Buffer.from('ann:wrong').toString('base64');
    at.write({ '../docker/config.json': JSON.stringify({ auths: { [registry.host]: { auth: wrong } } }) });
    expect(await failed('team/plain:1')).toContain(
      `${registry.host} refused the credential of "ann" for the repository team/plain (401).\n`,
    );
  });

  it('signs in by the program that keeps the credential of the registry', async () => {
    const image = `${registry.host}/team/kept:1`;
    await push('team/kept:1', label(manifest('1.0.0')));
    const config = { credHelpers: { [registry.host]: 'kept' } };
    at.write({ '../docker/config.json': JSON.stringify(config) });
    const env = { DOCKER_CONFIG: join(at.root, 'docker'), DOCKER_HOST: 'unix:///nowhere' };
    expect((await at.stepyard(['catalog', 'add', image], { env })).err).toBe(
      `stepyard: \`docker-credential-kept\`, which ${join(at.root, 'docker/config.json')} names, is not on the PATH.\n  Install it, or take it out of the file and run \`docker login\` again.\n`,
    );
    const program = join(at.root, 'bin/docker-credential-kept');
    at.write({
      '../bin/docker-credential-kept': `#!/bin/sh\necho '{"Username":"${user.name}","Secret":"${user.password}"}'\n`,
    });
    chmodSync(program, 0o755);
    const PATH = `${join(at.root, 'bin')}:${process.env.PATH}`;
    expect(await at.stepyard(['catalog', 'add', image], { env: { ...env, PATH } })).toMatchObject({
      status: 0,
      err: '',
    });
  });
});
