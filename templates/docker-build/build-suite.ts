import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { describeImage, parseReference } from '@stepyard/contract/registry';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { expect, it } from 'vitest';
import { imageFiles } from '../../test/support/image-files.ts';
import { testRegistry } from '../../test/support/sample-image.ts';
import { buildImage } from './docker-build.ts';
import { dockerBuild } from './template.ts';

export type Inputs = GivenValues<typeof dockerBuild.inputs>;

export const user = { name: 'cicd', password: 'registry-secret' };
const auth = { case: 'basic', username: user.name, password: user.password } as const;

/** Builds from these files. */
export function build(inputs: Inputs, files: Readonly<Record<string, string>>) {
  const workspace = scratchDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(workspace, name, '..'), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  return runStep(dockerBuild, buildImage, { inputs, workspace });
}

/** What holds for every builder that is real, with a registry that is real. */
export function buildSuite(
  given: () => { readonly host: string; readonly builder: NonNullable<Inputs['builder']> },
) {
  const common = (name: string) => {
    const { host, builder } = given();
    return {
      registry: host,
      project: 'cicd',
      name,
      builder,
      auth,
      tag: { case: 'custom', text: '1' },
    } as const;
  };
  const sources = {
    'target/itil.war': 'the war',
    'src/Main.java': 'class Main {}',
    '.git/config': '[core]',
    Dockerfile: 'FROM scratch\nARG WHO\nLABEL who=$WHO\nCOPY . /app\n',
    '.dockerignore': '**/*.java\n',
  };

  it('T3.2: publishes under every tag an image whose layers hold the war, and neither sources nor .git', async () => {
    const end = await build({ ...common('itil'), tags: ['2'], args: { WHO: 'shop' } }, sources);
    expect(end.failure).toBeUndefined();
    const { host } = given();
    const outputs = end.outputs;
    expect(outputs).toMatchObject({ tag: '1', tags: [`${host}/cicd/itil:1`, `${host}/cicd/itil:2`] });
    const client = testRegistry(user);
    try {
      const [one, two] = await Promise.all(
        ['1', '2'].map((tag) => client.resolve(parseReference(`${host}/cicd/itil:${tag}`))),
      );
      expect(one).toBe(two);
      expect(outputs).toMatchObject({ digest: one, image: `${host}/cicd/itil@${one}` });
      const at = parseReference(`${host}/cicd/itil:1`);
      const described = await describeImage(client, at);
      expect(outputs).toMatchObject({ size: described.layersBytes });
      expect(described.labels).toMatchObject({ who: 'shop', 'org.opencontainers.image.version': '1' });
      const names = await imageFiles(client, at);
      expect(names).toContain('app/target/itil.war');
      expect(names.filter((name) => /\.java$|(^|\/)\.git(\/|$)/.test(name))).toEqual([]);
    } finally {
      client.close();
    }
  });

  it('T2.2: takes the Dockerfile of the platform, and the build directory it is told', async () => {
    const text = 'FROM scratch\nCOPY itil.war /\n';
    const inputs = { ...common('stored'), context: '/target', dockerfile: { case: 'stored', text } } as const;
    expect((await build(inputs, sources)).status).toBe('success');
    expect((await build({ ...inputs, context: '/' }, sources)).failure).toMatchObject({
      message: expect.stringMatching(/^The image could not be built or published: .*itil\.war/),
    });
  });

  it('says what is wrong with a credential and with a base image', async () => {
    const wrong = { ...auth, password: 'not-the-secret' };
    const refused = await build({ ...common('refused'), auth: wrong }, sources);
    expect(refused.failure).toMatchObject({ code: 'AUTH_FAILED' });
    expect(JSON.stringify(refused)).not.toContain('not-the-secret');
    const { host } = given();
    const missing = await build(common('missing'), { Dockerfile: `FROM ${host}/cicd/none:1\n` });
    expect(missing.failure).toMatchObject({ code: 'NOT_FOUND' });
  });
}
