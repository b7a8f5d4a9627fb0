import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StartStepOptions, scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { javaLibraries } from '../../test/support/java-libraries.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { quickJvm } from '../../test/support/quick-jvm.ts';
import { ant } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const greeter = join(import.meta.dirname, 'fixtures/greeter');
const greeterJava = 'src/main/java/org/example/Greeter.java';
let lib = '';

interface More extends Omit<StartStepOptions, 'inputs'> {
  /** Written into the project. */
  readonly files?: Readonly<Record<string, string>>;
}

async function run(inputs?: StartStepOptions['inputs'], more?: More) {
  return await start(inputs, more).end;
}

function start(inputs: StartStepOptions['inputs'] = {}, { files = {}, ...more }: More = {}) {
  const workspace = scratchDirectory();
  cpSync(greeter, workspace, { recursive: true });
  cpSync(lib, join(workspace, 'lib'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  const libraries = ['lib/org/jacoco/org.jacoco.ant/0.8.13'];
  const env = { ANT_OPTS: quickJvm, ...more.env };
  return startStep(ant, main, { workspace, inputs: { libraries, ...inputs }, ...more, env });
}

describe('templates/ant/ant.services', () => {
  beforeAll(() => {
    try {
      execFileSync('ant', ['-version'], { stdio: 'ignore' });
    } catch {
      throw new Error(
        'Ant is missing: install it with a JDK, on Debian with `apt-get install ant ant-optional default-jdk-headless`.',
      );
    }
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
    const source = readFileSync(join(greeter, greeterJava), 'utf8').replace('return word;', 'return word');
    const end = await run({}, { files: { [greeterJava]: source } });
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
    const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8', maxBuffer: 1e8 });
    expect(processes.split('\n').filter((line) => line.includes(mark) && line.includes('java'))).toEqual([]);
  });
});
