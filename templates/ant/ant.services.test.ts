import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { javaLibraries } from '../../test/support/java-libraries.ts';
import {
  assertJavaTool,
  brokenGreeter,
  greeterBuild,
  greeterJava,
  jvmsWith,
} from '../../test/support/java-project.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { ant } from './template.ts';

let lib = '';

const { run, start } = greeterBuild(ant, import.meta.dirname, (workspace) => {
  cpSync(lib, join(workspace, 'lib'), { recursive: true });
  return { inputs: { libraries: ['lib/org/jacoco/org.jacoco.ant/0.8.13'] } };
});

describe('templates/ant/ant.services', () => {
  beforeAll(() => {
    assertJavaTool('Ant', ['ant', '-version'], 'ant ant-optional default-jdk-headless');
    lib = scratchDirectory();
    for (const folder of ['junit', 'org/hamcrest', 'org/jacoco'])
      cpSync(join(javaLibraries(), folder), join(lib, folder), { recursive: true });
  }, 300_000);

  it('builds and tests, with coverage', async () => {
    const end = await run();
    expect(end.log).toContain('BUILD SUCCESSFUL');
    expect(end.result?.outputs).toEqual({
      name: 'greeter',
      artifacts: ['dist/greeter.jar'],
      tests: { run: 3, failed: 0, skipped: 1 },
      coverage: 83.3,
    });
    expect(end.summary).toContain('| line | 83.3 % | 5 | 1 |');
  });

  it('says which test failed, where and why', async () => {
    const end = await run({ properties: { word: 'Hi' } });
    expect(end.result?.failure).toMatchObject({
      class: 'user',
      code: 'TESTS_FAILED',
      message: '1 of 3 tests failed: `org.example.GreeterTest › greets`.',
    });
    expect(end.annotations).toContainEqual({
      level: 'error',
      title: 'org.example.GreeterTest › greets',
      message: 'expected:<H[ello], Ann> but was:<H[i], Ann>',
      file: 'src/test/java/org/example/GreeterTest.java',
      line: 13,
    });
  });

  it('says where the compiler stopped', async () => {
    const end = await run({}, { files: brokenGreeter });
    expect(end.result?.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: `\`ant\` could not compile ${greeterJava}:12: ';' expected`,
    });
    expect(end.annotations).toEqual([
      { level: 'error', title: 'Compiler', message: "';' expected", file: greeterJava, line: 12 },
    ]);
  });

  it('gives the build file its properties as they stand', async () => {
    const end = await run(
      { targets: ['tell'], properties: { said: 'a "b"; $(id) `x` \\' }, propertyFiles: ['ci.properties'] },
      { files: { 'ci.properties': 'filed=from the file\n' } },
    );
    expect(end.log).toContain('[echo] said a "b"; $(id) `x` \\, from file from the file, proxy ');
    expect(end.result?.status).toBe('success');
  });

  it.each([
    ['nosuch', 'NOT_FOUND', '`ant` failed: Target "nosuch" does not exist in the project "greeter".'],
    ['stop', 'TOOL_FAILED', /^`ant` failed at build\.xml:\d+: it is enough$/],
    [
      'strange',
      'TOOL_MISSING',
      /^`ant` failed at build\.xml:\d+: Problem: failed to create task or type nosuchtask$/,
    ],
    [
      'fetch',
      'UNREACHABLE',
      /^`ant` failed at build\.xml:\d+: java\.net\.ConnectException: Connection refused$/,
    ],
  ])('tells why the target %s fails', async (target, code, message) => {
    const { result } = await run({ targets: [target] });
    expect(result?.failure).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('tells a server that wants a credential', async () => {
    await using server = await startMavenRepository({ fail: 401 });
    const { result } = await run({ targets: ['fetch'], properties: { url: server.url } });
    expect(result?.failure).toMatchObject({ class: 'configuration', code: 'AUTH_FAILED' });
  });

  it('trusts what the platform trusts, and nothing else', async () => {
    await using server = await startMavenRepository({ tls: loopbackCertificate });
    server.files.set('/x', Buffer.from('fetched'));
    const inputs = { targets: ['compile', 'fetch'], properties: { url: `${server.url}x` } };
    expect((await run(inputs)).result?.failure).toMatchObject({ code: 'TLS_UNTRUSTED' });
    const ca = join(scratchDirectory(), 'ca.pem');
    writeFileSync(ca, loopbackCertificate.cert);
    const { result } = await run(inputs, { env: { SSL_CERT_FILE: ca } });
    expect(result?.failure).toBeUndefined();
  });

  it('names the JDKs that are here where the wanted one is not', async () => {
    expect((await run({ jdk: '99' })).result?.failure?.message).toMatch(
      /^`jdk` must be a JDK that is installed, got "99"; here is \d+(, \d+)*\.$/,
    );
  });

  it('ends within its grace when it is told to, and leaves no process behind', async () => {
    const mark = `mark-${process.pid}-${Date.now()}`;
    const step = start(
      { properties: { sleep: '600000', mark }, options: ['-verbose'] },
      { task: { graceMs: 5_000 } },
    );
    await step.printed(`-Dmark=${mark}'`);
    step.kill('SIGTERM');
    const { status, result } = await step.end;
    expect(status).toBe(143);
    expect(result?.failure?.code).toBe('CANCELLED');
    expect(jvmsWith(mark)).toEqual([]);
  });
});
