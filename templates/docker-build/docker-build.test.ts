import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { extract } from 'tar-stream';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../test/support/listen.ts';
import { sentDockerfile } from './context-archive.ts';
import { buildImage } from './docker-build.ts';
import { dockerBuild } from './template.ts';

const digest = `sha256:${'e'.repeat(64)}`;
const inputs = {
  registry: 'r.invalid',
  name: 'app',
  tag: { case: 'custom', text: '1' },
  tags: ['2'],
  auth: { case: 'basic', username: 'cicd', password: 'engine-secret' },
} as const;

interface Asked {
  readonly call: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The part of an engine's API that is asked for; the answer to a build may be another. */
async function startEngine(built: object = { stream: 'Successfully built\n' }) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '', 'http://engine');
    const call = `${request.method} ${url.pathname}`;
    asked.push({ call, query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks) });
    if (call === 'POST /build') return void response.end(`${JSON.stringify(built)}\n`);
    if (call.endsWith('/push')) {
      const lines = [{ status: 'Preparing', id: 'abc' }, { status: 'pushed' }, { aux: { Digest: digest } }];
      return void response.end(lines.map((line) => JSON.stringify(line)).join('\r\n'));
    }
    response.writeHead(call.endsWith('/tag') ? 201 : 200).end('OK');
  });
  const port = await listen(server);
  closing.push(() => server.close());
  const url = `tcp://127.0.0.1:${port}`;
  return { asked, url };
}

function workspaceOf(files: Readonly<Record<string, string>>): string {
  const workspace = scratchDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(workspace, name, '..'), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  return workspace;
}

const start = (url: string, workspace = workspaceOf({ Dockerfile: 'FROM scratch\n' }), more: object = {}) =>
  runStep(dockerBuild, buildImage, {
    inputs: { ...inputs, builder: { case: 'engine', url }, ...more },
    workspace,
  });

async function namesIn(archive: Buffer): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Readable.from([archive]).pipe(extract())) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

describe('templates/docker-build by an engine', () => {
  it('builds, tags and pushes; the credential goes by headers only', async () => {
    const { asked, url } = await startEngine();
    const end = await start(url, undefined, { args: { A: '1' }, stage: 'run' });
    expect(end.outputs).toEqual({
      image: `r.invalid/app@${digest}`,
      digest,
      tag: '1',
      tags: ['r.invalid/app:1', 'r.invalid/app:2'],
    });
    expect(asked.map(({ call }) => call)).toEqual([
      'GET /_ping',
      'POST /build',
      'POST /images/r.invalid/app:1/tag',
      'POST /images/r.invalid/app/push',
      'POST /images/r.invalid/app/push',
    ]);
    const build = asked[1];
    expect(Object.fromEntries(build?.query ?? [])).toMatchObject({
      ...{ t: 'r.invalid/app:1', dockerfile: sentDockerfile, buildargs: '{"A":"1"}', target: 'run' },
      ...{ nocache: 'true', rm: 'true', forcerm: 'true' },
    });
    const config = JSON.parse(Buffer.from(String(build?.headers['x-registry-config']), 'base64').toString());
    expect(config).toMatchObject({ 'r.invalid': { username: 'cicd', password: 'engine-secret' } });
    expect(JSON.stringify(end)).not.toContain('engine-secret');
  });

  it('T3.2: sends neither .git nor what .dockerignore names, and links as links', async () => {
    const { asked, url } = await startEngine();
    const workspace = workspaceOf({
      ...{
        Dockerfile: 'FROM scratch\n',
        '.dockerignore': '**/*.java\nout\n!out/keep.txt\n',
        'itil.war': 'war',
      },
      ...{
        'src/A.java': 'a',
        'src/a.txt': 'a',
        'out/keep.txt': 'k',
        'out/drop.txt': 'd',
        '.git/config': 'g',
      },
    });
    symlinkSync('/etc/passwd', join(workspace, 'link'));
    await start(url, workspace);
    expect((await namesIn(asked[1]?.body ?? Buffer.alloc(0))).sort()).toEqual([
      ...['.dockerignore', sentDockerfile, 'Dockerfile', 'itil.war', 'link', 'out/keep.txt'],
      ...['src/', 'src/a.txt'],
    ]);
  });

  it.each([
    ['denied: requested access to the resource is denied', 'AUTH_FAILED'],
    ['manifest for nothing:1 not found: manifest unknown', 'NOT_FOUND'],
    ['Get "https://r.invalid/v2/": x509: certificate signed by unknown authority', 'TLS_UNTRUSTED'],
    ['dial tcp: lookup r.invalid: no such host', 'UNREACHABLE'],
    ["The command '/bin/sh -c exit 3' returned a non-zero code: 3", 'TOOL_FAILED'],
  ])('says what %j means', async (error, code) => {
    const { url } = await startEngine({ error });
    expect((await start(url)).failure).toMatchObject({
      code,
      message: `The image could not be built or published: ${error}.`,
    });
  });

  it('says what to do where there is no engine', async () => {
    const end = await start('unix:///nowhere/docker.sock');
    expect(end.failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: '`builder.url` must be an engine that answers, got "unix:///nowhere/docker.sock" (ENOENT).',
      hint: 'A container sees no engine by itself: name one by tcp:// with certificates, or use BuildKit as a service beside the task.',
    });
  });
});
