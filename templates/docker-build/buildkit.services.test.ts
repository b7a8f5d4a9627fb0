import { randomBytes } from 'node:crypto';
import { parseReference } from '@stepyard/contract/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildKit, startBuildKit } from '../../test/support/buildkit.ts';
import { type ImageRegistry, startImageRegistry } from '../../test/support/image-registry.ts';
import { testRegistry } from '../../test/support/sample-image.ts';
import { build, buildSuite, user } from './build-suite.ts';

describe('templates/docker-build by BuildKit', () => {
  let registry: ImageRegistry;
  let buildkit: BuildKit;
  beforeAll(async () => {
    registry = await startImageRegistry({ user });
    buildkit = await startBuildKit([registry.host]);
  });
  afterAll(async () => {
    await buildkit?.stop();
    await registry?.stop();
  });
  const given = () => ({ host: registry.host, builder: { case: 'buildkit', url: buildkit.url } as const });
  buildSuite(given);

  it('gives the same digest for the same commit, and keeps secrets out of every layer', async () => {
    const canary = `canary-${randomBytes(8).toString('hex')}`;
    const { host, builder } = given();
    const inputs = (name: string) => ({
      ...{ registry: host, project: 'cicd', name, tag: { case: 'custom', text: '1' } as const },
      auth: { case: 'basic', username: user.name, password: user.password } as const,
      builder: { ...builder, reproducible: true, secrets: { token: canary } },
    });
    const files = { Dockerfile: 'FROM scratch\nCOPY file /file\n', file: 'content' };
    const ends = [await build(inputs('same'), files), await build(inputs('same'), files)];
    expect(ends.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(ends[0]?.outputs).toEqual(ends[1]?.outputs);
    expect(JSON.stringify(ends)).not.toContain(canary);
  });

  it('attaches an SBOM and provenance, and builds for several platforms', async () => {
    const { host, builder } = given();
    const end = await build(
      {
        ...{ registry: host, project: 'cicd', name: 'many', tag: { case: 'custom', text: '1' } },
        auth: { case: 'basic', username: user.name, password: user.password },
        builder: { ...builder, platforms: ['linux/amd64', 'linux/arm64'], provenance: true },
      },
      { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' },
    );
    expect(end.failure).toBeUndefined();
    const client = testRegistry(user);
    const { content } = await client.manifest(parseReference(`${host}/cicd/many:1`));
    client.close();
    const platforms =
      'manifests' in content ? content.manifests.map(({ platform }) => platform?.architecture) : [];
    expect(platforms).toEqual(['amd64', 'arm64', 'unknown', 'unknown']);
  });
});
