import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { fakeExec, recordedEvent, runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { buildImage } from './docker-build.ts';
import { dockerBuild } from './template.ts';

type Inputs = GivenValues<typeof dockerBuild.inputs>;

const digest = `sha256:${'d'.repeat(64)}`;
const auth = { case: 'basic', username: 'cicd', password: 'registry-secret' } as const;

/** Runs the step with a buildctl that answers; gives what it saw in the files that it was told of. */
async function start(
  inputs: Partial<Inputs>,
  files: Readonly<Record<string, string>> = { Dockerfile: 'FROM scratch\n' },
) {
  const workspace = scratchDirectory();
  writeFiles(workspace, files);
  const seen: Record<string, string> = {};
  const exec = fakeExec([
    {
      command: 'buildctl',
      run({ args, env }) {
        const value = (start: string) => args.find((arg) => arg.startsWith(start))?.slice(start.length) ?? '';
        const dockerfile = value('--local=dockerfile=');
        seen.dockerfile = readFileSync(join(dockerfile, 'Dockerfile'), 'utf8');
        seen.ignore = readFileSync(join(dockerfile, 'Dockerfile.dockerignore'), 'utf8');
        seen.config = readFileSync(join(env.DOCKER_CONFIG ?? '', 'config.json'), 'utf8');
        for (const arg of args) {
          const [, id, file] = /^--secret=id=(.*),src=(.*)$/.exec(arg) ?? [];
          if (id !== undefined && file !== undefined) seen[id] = readFileSync(file, 'utf8');
          if (file !== undefined) seen.mode = (statSync(file).mode & 0o777).toString(8);
        }
        writeFileSync(value('--metadata-file='), JSON.stringify({ 'containerimage.digest': digest }));
      },
    },
  ]);
  const given: Inputs = {
    ...{ registry: 'r.invalid:5000', project: 'cicd', name: 'booking', tag: { case: 'custom', text: '1' } },
    ...{ builder: 'buildkit', auth, ...inputs },
  };
  const now = () => new Date('2018-10-16T09:40:04.86Z');
  const event = recordedEvent('github-push');
  const end = await runStep(dockerBuild, (step) => buildImage(step, now), {
    inputs: given,
    workspace,
    exec,
    event,
  });
  const temporary = new RegExp(`${realpathSync(tmpdir())}/[^/]+/(?=[^/]*$)`);
  const args = end.calls[0]?.args.map((arg) => arg.replace(end.workspace, 'W').replace(temporary, 'T/'));
  return { end, seen, args };
}

describe('templates/docker-build/buildkit', () => {
  it('builds and pushes under all names at once, and gives the image by digest', async () => {
    const { end, seen, args } = await start({ tags: ['latest'], args: { A: 'x,y=z' } });
    expect(end.outputs).toEqual({
      image: `r.invalid:5000/cicd/booking@${digest}`,
      digest,
      tag: '1',
      tags: ['r.invalid:5000/cicd/booking:1', 'r.invalid:5000/cicd/booking:latest'],
    });
    expect(args).toEqual([
      ...['--addr=tcp://buildkit:1234', 'build', '--progress=plain', '--frontend=dockerfile.v0'],
      ...['--local=context=W', expect.stringMatching(/^--local=dockerfile=\//)],
      ...['--opt=filename=Dockerfile', '--opt=build-arg:A=x,y=z'],
      expect.stringMatching(/^--opt=label:org\.opencontainers\.image\.source=https:\/\/github\.com\//),
      expect.stringMatching(/^--opt=label:org\.opencontainers\.image\.revision=[0-9a-f]{40}$/),
      '--opt=label:org.opencontainers.image.version=1',
      '--opt=label:org.opencontainers.image.created=2018-10-16T09:40:04.860Z',
      '--no-cache',
      '--output=type=image,"name=r.invalid:5000/cicd/booking:1,r.invalid:5000/cicd/booking:latest",push=true',
      '--metadata-file=T/metadata.json',
    ]);
    expect(seen).toMatchObject({ dockerfile: 'FROM scratch\n', ignore: '.git\n' });
    expect(JSON.parse(seen.config ?? '').auths).toEqual({
      'r.invalid:5000': { auth: Buffer.from('cicd:registry-secret').toString('base64') },
    });
  });

  it('hands secrets over as files, and shows them nowhere', async () => {
    const secrets = { npmrc: 'hidden-npm-token' };
    const { end, seen, args } = await start({
      builder: { case: 'buildkit', secrets, ssh: 'hidden-ssh-key' },
    });
    expect(seen).toMatchObject({ npmrc: 'hidden-npm-token', mode: '400' });
    expect(args).toContain('--ssh=default=T/ssh');
    expect(JSON.stringify([end, args])).not.toMatch(/hidden-|registry-secret/);
  });

  it('passes every choice on', async () => {
    const { args } = await start({
      ...{ cache: true, pull: true, stage: 'release', insecure: true, push: true, labels: { team: 'shop' } },
      builder: {
        ...{ case: 'buildkit', url: 'unix:///run/buildkit.sock', platforms: ['linux/amd64', 'linux/arm64'] },
        ...{ cacheFrom: ['r.invalid/cache:a'], cacheTo: 'r.invalid/cache:b' },
        ...{ reproducible: true, sbom: true, provenance: true, ca: 'CA' },
      },
    });
    expect(args).toEqual(
      expect.arrayContaining([
        ...['--addr=unix:///run/buildkit.sock', '--tlscacert=T/tlscacert', '--opt=target=release'],
        ...[
          '--opt=image-resolve-mode=pull',
          '--opt=platform=linux/amd64,linux/arm64',
          '--opt=label:team=shop',
        ],
        ...['--opt=attest:sbom=', '--opt=attest:provenance=mode=max'],
        expect.stringMatching(/^--opt=build-arg:SOURCE_DATE_EPOCH=\d+$/),
        '--import-cache=type=registry,ref=r.invalid/cache:a,registry.insecure=true',
        '--export-cache=type=registry,ref=r.invalid/cache:b,registry.insecure=true,mode=max',
        '--output=type=image,"name=r.invalid:5000/cicd/booking:1",push=true,rewrite-timestamp=true,registry.insecure=true',
      ]),
    );
    expect(args).not.toContain('--no-cache');
  });

  it('T2.2: builds in the workspace by default, and takes the Dockerfile of the platform over that of the repository', async () => {
    const stored = { case: 'stored', text: 'FROM scratch\nCOPY app.jar /\n' } as const;
    expect((await start({ dockerfile: stored })).seen.dockerfile).toBe(stored.text);
    const files = { 'sub/image/Dockerfile': 'FROM sub\n', 'sub/.dockerignore': '*.java\n!Keep.java\n' };
    const path = { case: 'repository', path: 'image/Dockerfile' } as const;
    for (const context of ['sub', '/sub', '/app/sub']) {
      const { seen, args } = await start({ context, dockerfile: path }, files);
      expect(args).toContain('--local=context=W/sub');
      expect(seen).toMatchObject({ dockerfile: 'FROM sub\n', ignore: '.git\n*.java\n!Keep.java\n\n' });
    }
  });

  it('lets the ignore file of a Dockerfile go before that of the directory', async () => {
    const files = {
      'a.Dockerfile': 'FROM a\n',
      'a.Dockerfile.dockerignore': '*.key',
      'b.Dockerfile': 'FROM b\n',
      '.dockerignore': '*.log',
    };
    const ignore = async (path: string) =>
      (await start({ dockerfile: { case: 'repository', path } }, files)).seen.ignore;
    expect(await ignore('a.Dockerfile')).toBe('.git\n*.key\n');
    expect(await ignore('b.Dockerfile')).toBe('.git\n*.log\n');
    const stored = { case: 'stored', text: 'FROM scratch\n' } as const;
    expect((await start({ dockerfile: stored }, files)).seen.ignore).toBe('.git\n*.log\n');
  });

  it('refuses what would reach beyond its place before anything is built', async () => {
    const refused = async (inputs: Partial<Inputs>) => {
      const { end } = await start(inputs);
      expect(end.calls).toEqual([]);
      return end.failure?.message;
    };
    expect(await refused({ context: '../up' })).toBe(
      '`context` must not lead upwards with `..`, got "../up".',
    );
    expect(await refused({ args: { 'A=B': '' }, labels: { 'a b': '' } })).toBe(
      'Names must be of letters, digits and `_`; `args` got "A=B", `labels` got "a b".',
    );
    expect(
      await refused({ builder: { case: 'buildkit', secrets: { 'a,src=/etc/passwd': 'x-secret' } } }),
    ).toBe('Names must be of letters, digits and `_`; `builder.secrets` got "a,src=/etc/passwd".');
    expect(await refused({ dockerfile: { case: 'repository', path: 'none' } })).toBe(
      '`dockerfile.path` must be a file in the build directory, got "none".',
    );
  });
});
