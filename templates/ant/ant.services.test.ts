import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { testJavaBuild } from '../../test/support/java-build-suite.ts';
import { javaLibraries } from '../../test/support/java-libraries.ts';
import { assertJavaTool, greeterBuild } from '../../test/support/java-project.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { ant } from './template.ts';

let lib = '';

const build = greeterBuild(ant, import.meta.dirname, (workspace) => {
  cpSync(lib, join(workspace, 'lib'), { recursive: true });
  return { inputs: { libraries: ['lib/org/jacoco/org.jacoco.ant/0.8.13'] } };
});
const { run } = build;

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

  testJavaBuild({
    ...build,
    tool: 'ant',
    properties: (values) => ({ properties: values }),
    otherGreeting: 'expected:<H[ello], Ann> but was:<H[i], Ann>',
    slow: (mark) => ({ options: ['-verbose'], prints: `-Dmark=${mark}'`, jvms: 1 }),
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
});
