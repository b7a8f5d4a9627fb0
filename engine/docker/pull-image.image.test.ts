import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerCredentials } from '@stepyard/contract/registry';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageRegistry, startImageRegistry } from '../../test/support/image-registry.ts';
import { findEngine } from './engine.ts';
import { unlessMissing } from './engine-error.ts';
import { provideImage } from './pull-image.ts';
import { registryLogin } from './registry-login.ts';

const user = { name: 'ann', password: 's3cret-pass' };
const home = mkdtempSync(join(tmpdir(), 'stepyard-pull-'));
let docker: Docker;
let registry: ImageRegistry;
let name: string;

beforeAll(async () => {
  docker = await findEngine().docker();
  registry = await startImageRegistry({ user });
  name = `${registry.host}/team/app:1`;
  await docker.getImage('stepyard/base:node24').tag({ repo: `${registry.host}/team/app`, tag: '1' });
  const { name: username, password } = user;
  const pushed = await docker.getImage(name).push({ authconfig: { username, password } });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(pushed, (error) => (error ? reject(error) : resolve()));
  });
  await docker.getImage(name).remove();
});
afterAll(async () => {
  await unlessMissing(docker.getImage(name).remove());
  await registry.stop();
  rmSync(home, { recursive: true });
});

/** Pulls as a user whose file of logins holds this. */
function pull(config: unknown) {
  writeFileSync(join(home, 'config.json'), JSON.stringify(config));
  const auth = (image: string) => registryLogin(image, dockerCredentials(home));
  return provideImage(docker, name, { policy: 'missing', tell: () => undefined, auth });
}

describe('engine/docker/pull-image', () => {
  it('says that a login is missing, wrong, or kept by a program that is not there', async () => {
    const none = await pull({});
    expect(none).toMatchObject({
      problem: expect.stringMatching(/^The image ".*" could not be had: .*no basic auth/),
    });
    const wrong = Buffer.from(`${user.name}:wrong`).toString('base64');
    expect(await pull({ auths: { [registry.host]: { auth: wrong } } })).toMatchObject({
      problem: expect.stringMatching(/unauthorized: authentication required/),
    });
    expect(await pull({ credsStore: 'gone' })).toMatchObject({
      problem: expect.stringContaining(
        `; \`docker-credential-gone\`, which ${join(home, 'config.json')} names, is not on the PATH.`,
      ),
    });
  });

  it('pulls from a private registry with what docker login left', async () => {
    const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');
    expect(await pull({ auths: { [registry.host]: { auth } } })).toMatchObject({
      name,
      digest: expect.stringMatching(/^sha256:/),
    });
  });
});
