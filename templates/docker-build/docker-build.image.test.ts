import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerAnswer } from '../../test/support/container.ts';
import { type ImageRegistry, startImageRegistry } from '../../test/support/image-registry.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { startRootlessBuildKit } from '../../test/support/rootless-buildkit.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { imageOf, ownDirectory, runImage } from '../../test/support/template-image.ts';
import { buildSuite, user } from './build-suite.ts';
import { dockerBuild } from './template.ts';

const buildkit = await startRootlessBuildKit();
const beside = await startImageRegistry({ user, address: buildkit.gateway });
const silent = await startSilentServer();
const { network } = buildkit;
const inputs = {
  registry: beside.host,
  insecure: true,
  project: 'cicd',
  name: 'app',
  tag: { case: 'custom', text: '1' },
  auth: { case: 'basic', username: user.name, password: user.password },
  builder: { case: 'buildkit', url: buildkit.url },
};
const files = { Dockerfile: 'FROM scratch\nCOPY app.jar /\n', 'app.jar': 'the app' };

afterAll(async () => {
  silent[Symbol.dispose]();
  await beside.stop();
  await buildkit.stop();
});

/** The digest that the registry has under a tag. */
async function published(name: string): Promise<string | null> {
  const pair = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`http://${beside.host}/v2/cicd/${name}/manifests/1`, {
    headers: { authorization: `Basic ${pair}`, accept },
  });
  return answer.headers.get('docker-content-digest');
}

describeImage(dockerBuild, () => ({
  works: { network, workspace: files, inputs },
  expectWorked: async () => expect(await published('app')).toMatch(/^sha256:/),
  missing: { says: 'docker-build: INPUT_MISSING: `registry` must be given' },
  slow: {
    network: 'host',
    workspace: files,
    inputs: { ...inputs, builder: { case: 'buildkit', url: `tcp://127.0.0.1:${silent.port}` } },
    begun: () => silent.asked,
  },
}));

describe('templates/docker-build by BuildKit beside the task', () => {
  it('builds and publishes with no privilege on either side, and runs commands', async () => {
    const [facts] = JSON.parse(await dockerAnswer('container', 'inspect', buildkit.container));
    expect(facts.Config.User).toBe('1000:1000');
    expect(facts.HostConfig).toMatchObject({ Privileged: false, CapAdd: null, Devices: [], Binds: null });
    expect(facts.Mounts).toEqual([]);
    const workspace = ownDirectory({
      Dockerfile: 'FROM scratch\nCOPY buildctl /\nRUN ["/buildctl", "--version"]\n',
    });
    const taken = await dockerAnswer('create', imageOf(dockerBuild));
    await dockerAnswer('cp', `${taken}:/usr/local/bin/buildctl`, join(workspace, 'buildctl'));
    await dockerAnswer('rm', taken);
    const end = await runImage(dockerBuild, { network, workspace, inputs: { ...inputs, name: 'ran' } });
    expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
    expect(end.stdout + end.stderr).toMatch(/buildctl github\.com\/moby\/buildkit v0\.\d+\.\d+/);
    const digest = await published('ran');
    expect(end.outputs).toMatchObject({ digest, image: `${beside.host}/cicd/ran@${digest}`, tag: '1' });
    expect(end.stdout + end.stderr).not.toContain(user.password);
  });

  it('says what is wrong where no BuildKit is', async () => {
    const builder = { case: 'buildkit', url: 'tcp://buildkit:1' };
    const end = await runImage(dockerBuild, { network, workspace: files, inputs: { ...inputs, builder } });
    expect(end.stderr).toContain('docker-build: UNREACHABLE: ');
    expect(end.status).toBe(75);
  });
});

describe('templates/docker-build by a Docker engine', () => {
  let registry: ImageRegistry;
  beforeAll(async () => {
    registry = await startImageRegistry({ user });
  });
  afterAll(() => registry?.stop());
  buildSuite(() => ({ host: registry.host, builder: 'engine' }));
});
