import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Ended, makePlace, type Place } from '../cli/test/place.ts';
import { root } from '../scripts/source-files.ts';
import { clone } from '../templates/clone/template.ts';
import { filesIn } from './support/artifact-sets.ts';
import { dockerAnswer } from './support/container.ts';
import { type GitHttpServer, startGitHttp } from './support/git-http.ts';
import { makeRepository, type TestRepository } from './support/git-repository.ts';
import { runGitlabJob } from './support/gitlab-job.ts';
import { type ImageRegistry, startImageRegistry } from './support/image-registry.ts';
import { greeterProject } from './support/java-project.ts';
import { closeServer, listen } from './support/listen.ts';
import { blocksOf, commandsOf } from './support/page-examples.ts';

const token = 'hunter2-token';
const volume = `stepyard-test-code-${process.pid}`;
const images = ['greet:0.1.0', 'count-words:0.1.0', 'greet', 'stepyard-test/action'];

let at: Place;
let repository: TestRepository;
let open: GitHttpServer;
let closed: GitHttpServer;
let registry: ImageRegistry;
let pages: Server;
let published = '';

beforeAll(async () => {
  at = makePlace();
  repository = makeRepository();
  repository.commit('Greeter', filesIn(greeterProject(join(root, 'templates/maven'))));
  open = await startGitHttp({ root: repository.root });
  closed = await startGitHttp({ root: repository.root, auth: { password: token } });
  registry = await startImageRegistry();
  pages = createServer((_, response) => response.end(published));
  const port = await listen(pages);
  cpSync(join(root, 'examples/custom-templates'), at.project, { recursive: true });
  cpSync(join(root, 'examples/custom-templates/greet'), join(at.root, 'more/greet'), { recursive: true });
  at.write({ token, 'action/Dockerfile': blocksOf('docs/images.md', 'dockerfile')[0] ?? '', ...shims() });
  for (const name of readdirSync(join(at.root, 'bin'))) chmodSync(join(at.root, 'bin', name), 0o755);
  known.push([/https:\/\/templates\.example\//g, `http://127.0.0.1:${port}/`]);
});
afterAll(async () => {
  await dockerAnswer('volume', 'rm', '--force', volume);
  const own = [...images, `${registry.host}/team/greet:1.2`, `${registry.host}/team/count-words:1.2`];
  await dockerAnswer('image', 'rm', '--force', ...own).catch(() => undefined);
  await Promise.all([open?.close(), closed?.close(), registry?.stop(), pages && closeServer(pages)]);
  repository?.[Symbol.dispose]();
  at?.remove();
});

/** Hosts of the examples, and what stands for them here. */
const known: [RegExp, string][] = [[/-v code:/g, `-v ${volume}:`]];

/** `docker` as it is, but that containers reach servers of this machine and trust what it trusts. */
function shims(): Record<string, string> {
  const trusted = process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt';
  const trust = existsSync(trusted) ? `--volume=${trusted}:/etc/ssl/certs/ca-certificates.crt:ro` : '';
  const docker = `#!/bin/sh
PATH=\${PATH#*:}
[ "$1" = run ] || exec docker "$@"
shift
exec docker run --network=host ${trust} "$@"
`;
  const stepyard = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'cli/bin/stepyard.mjs')}' "$@"\n`;
  return { '../bin/docker': docker, '../bin/stepyard': stepyard };
}

/** Runs a command of a page as its reader does. */
async function run(command: string, cwd = at.project): Promise<Ended> {
  const server = command.includes('--auth token') ? closed : open;
  const hosts: [RegExp, string][] = [
    [/https:\/\/git\.example\/team\//g, `${server.url}/`],
    [/registry\.example\//g, `${registry.host}/`],
  ];
  const line = [...known, ...hosts].reduce((text, [from, to]) => text.replaceAll(from, to), command);
  const variables = Object.entries({
    ...at.variables,
    PATH: `${join(at.root, 'bin')}:${process.env.PATH}`,
  }).filter(([name, value]) => process.env[name] !== value);
  const settings = variables.map(([name, value]) => `export ${name}=${quoted(value)};`).join(' ');
  return at.shell(`${settings} cd ${quoted(cwd)}; ${line}`).ended;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

async function works(command: string, cwd?: string): Promise<string> {
  const { status, out, err } = await run(command, cwd);
  expect([command, status, status === 0 ? '' : out + err]).toEqual([command, 0, '']);
  return out;
}

/** The commands of a page that an engine or a registry is needed for. */
const far = (path: string) =>
  commandsOf(path).filter((line) =>
    /^docker |template build|conformance|registry\.example|https:|catalog update|--executor docker/.test(
      line,
    ),
  );

describe('docs/images', () => {
  it.each(far('docs/images.md'))('%s', async (command) => {
    const said = await works(command);
    if (command.includes('--help')) expect(said).toContain('Repository URL');
    else expect(said).toContain('outputs: {');
    expect(said).not.toContain(token);
  });

  it('the action of a GitHub workflow is built of its two files, and gives its output', async () => {
    const [action = ''] = blocksOf('docs/images.md', 'yaml');
    const { inputs, outputs }: { inputs: object; outputs: object } = parse(action);
    for (const name of Object.keys(inputs)) expect(Object.keys(clone.inputs)).toContain(name);
    await works('docker build --quiet --tag stepyard-test/action action');
    at.write({ 'files/output': '', 'workspace/.keep': '' });
    const given = `-e INPUT_URL=${open.url}/app.git -e INPUT_REF= -e GITHUB_ACTIONS=true -e GITHUB_OUTPUT=/files/output`;
    const mounts = '-v "$PWD/files:/files" -v "$PWD/workspace:/github/workspace" --workdir /github/workspace';
    await works(`docker run --rm ${mounts} ${given} stepyard-test/action`);
    const written = readFileSync(join(at.project, 'files/output'), 'utf8');
    for (const name of Object.keys(outputs)) expect(written).toMatch(new RegExp(`^${name}<<`, 'm'));
  });

  it('the job of a GitLab pipeline clones by its script', async () => {
    const [, job = ''] = blocksOf('docs/images.md', 'yaml');
    const { clone: told }: { clone: { image: { name: string }; script: string[] } } = parse(job);
    expect(told.image.name).toBe(`stepyard/clone:${clone.version}`);
    const end = await runGitlabJob(clone, [...told.script, 'ls pom.xml'], {
      network: 'host',
      env: { INPUT_URL: `${closed.url}/app.git`, TOKEN_FILE: '/token' },
      mounts: { '/token': `${join(at.project, 'token')}:ro` },
    });
    expect([end.status, end.stdout.trim().split('\n').at(-1)], end.stderr).toEqual([0, 'pom.xml']);
  });
});

describe('docs/docker', () => {
  it.each(far('docs/docker.md'))('%s', async (command) => {
    const example = blocksOf('docs/docker.md', 'yaml').find((text) => text.startsWith('stepyard:')) ?? '';
    at.write({ 'stepyard.yaml': example });
    await works(command);
    const kept = await works('stepyard artifacts list any-image-1');
    expect(kept).toContain('out/built.txt');
    expect(JSON.parse(await works('stepyard runs show any-image-1 --json'))).toMatchObject({
      state: 'success',
      tasks: [{ key: 'compile', outputs: { answer: '42' } }],
    });
  });
});

describe('docs/contract', () => {
  it('its example is built into an image by its command, and greets', async () => {
    const block = (language: string) => blocksOf('docs/contract.md', language)[0] ?? '';
    at.write({
      'contract/template.json': block('json'),
      'contract/greet.sh': block('sh'),
      // No registry is reached here, and without BuildKit nothing is made executable while it is copied.
      'contract/Dockerfile': block('dockerfile')
        .replace('alpine:3.22', 'debian:bookworm-slim')
        .replace('--chmod=0755 ', ''),
    });
    chmodSync(join(at.project, 'contract/greet.sh'), 0o755);
    const [command = '', ...others] = commandsOf('docs/contract.md');
    expect(others).toEqual([]);
    await works(command, join(at.project, 'contract'));
    expect(await works('docker run --rm -e INPUT_NAME=Ann greet')).toContain('Hello, Ann!');
  });
});

describe('docs/custom-templates', () => {
  const [near, team] = Map.groupBy(far('docs/custom-templates.md'), (line) =>
    line.includes('catalog'),
  ).values();

  it.each(near ?? [])('%s', async (command) => {
    await works(command);
  });

  it('a catalog of a team is of images and of a published list', async () => {
    // It is not started: what its image stands on does not matter.
    await works('stepyard template build count-words --base debian:bookworm-slim');
    for (const name of ['greet', 'count-words']) {
      const pushed = `${registry.host}/team/${name}:1.2`;
      await works(`docker tag ${name}:0.1.0 ${pushed} && docker push --quiet ${pushed}`);
    }
    const facts = await dockerAnswer(
      'image',
      'inspect',
      '--format={{json .RepoDigests}}',
      'count-words:0.1.0',
    );
    const [, digest] = /@(sha256:[0-9a-f]{64})"/.exec(facts) ?? [];
    published = JSON.stringify({
      catalog: 1,
      sources: [{ image: `${registry.host}/team/count-words:1.2`, digest }],
    });
    for (const command of team ?? []) await works(command);
    const listed = await works('stepyard catalog list --source');
    expect(listed).toMatch(/^greet +0\.1\.0 .*team\/greet:1\.2/m);
    expect(listed).toMatch(/^count-words +0\.1\.0 .*\/catalog\.yaml/m);
  });

  it('has examples of both', () => {
    expect([near?.length, team?.length]).toEqual([2, 3]);
  });
});

describe('docs/cli', () => {
  it.each(far('docs/cli.md'))('%s', async (command) => {
    await works(command);
  });
});
