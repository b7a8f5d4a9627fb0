import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testJavaBuild } from '../../test/support/java-build-suite.ts';
import { servedLibraries } from '../../test/support/java-libraries.ts';
import { assertJavaTool, greeterBuild, installedJdks } from '../../test/support/java-project.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { type MavenRepository, startMavenRepository } from '../../test/support/maven-repository.ts';
import { gradle } from './template.ts';

const greeter = join(import.meta.dirname, 'fixtures/greeter');
const home = scratchDirectory();
const buildGradle = readFileSync(join(greeter, 'build.gradle'), 'utf8');
let libraries: MavenRepository;

const build = greeterBuild(gradle, import.meta.dirname, () => ({
  inputs: { mirror: libraries.url },
  caches: { gradle: home },
}));
const { run } = build;
const nothingCached = () => ({ caches: { gradle: scratchDirectory() } });

describe('templates/gradle/gradle.services', () => {
  beforeAll(async () => {
    assertJavaTool('Gradle', ['gradle', '--version'], 'gradle default-jdk-headless');
    libraries = await startMavenRepository();
    for (const [path, content] of servedLibraries()) libraries.files.set(path, content);
  }, 300_000);
  afterAll(() => libraries?.[Symbol.asyncDispose]());

  it('builds and tests, with coverage, from a mirror', async () => {
    const end = await run();
    expect(end.log).toContain('BUILD SUCCESSFUL');
    expect(end.result?.outputs).toEqual({
      group: 'org.example',
      name: 'greeter',
      version: '1.4.0',
      artifacts: ['build/libs/greeter-1.4.0.jar'],
      tests: { run: 3, failed: 0, skipped: 1 },
      coverage: 83.3,
    });
    expect(end.summary).toContain('| line | 83.3 % | 5 | 1 |');
    expect(libraries.requests.join('\n')).toContain('GET /junit/junit/4.13.2/junit-4.13.2.jar');
    expect(
      readdirSync(home).filter((name) => /^(init|gradle\.prop|stepyard|wrapper|daemon)/.test(name)),
    ).toEqual([]);
  });

  testJavaBuild({
    ...build,
    tool: 'gradle',
    properties: (values) => ({ systemProperties: values }),
    otherGreeting: 'org.junit.ComparisonFailure: expected:<H[ello], Ann> but was:<H[i], Ann>',
    slow: () => ({ options: ['--info'], prints: 'takes its time', jvms: 2 }),
  });

  it('says where a script of the build stopped', async () => {
    const end = await run({}, { files: { 'build.gradle': `${buildGradle}\nnothing.such\n` } });
    const line = buildGradle.split('\n').length + 1;
    const message = `\`gradle\` failed at build.gradle:${line}: A problem occurred evaluating root project 'greeter': Could not get unknown property 'nothing' for root project 'greeter' of type org.gradle.api.Project.`;
    expect(end.result?.failure).toMatchObject({ code: 'TOOL_FAILED', message });
    expect(end.annotations).toEqual([
      { level: 'error', title: 'Build script', message, file: 'build.gradle', line },
    ]);
  });

  it('names a task that there is not', async () => {
    expect((await run({ tasks: ['biuld'] })).result?.failure).toMatchObject({
      class: 'configuration',
      code: 'NOT_FOUND',
      message:
        "`gradle` failed: Task 'biuld' not found in root project 'greeter'. Some candidates are: 'build'.",
    });
  });

  it('gives the build its properties, proxy and init scripts as they stand', async () => {
    const end = await run(
      {
        tasks: ['tell'],
        properties: { said: 'a b; $(id) ${x}' },
        proxy: 'http://me:hidden-word@proxy.example:3128',
        initScript: 'println "from the text"',
        initScriptFiles: ['ci/more.gradle'],
      },
      { files: { 'ci/more.gradle': 'println "from the file"' } },
    );
    expect(end.log).toContain('http proxy proxy.example\nsaid a b; $(id) ${x}\n');
    expect(end.log).toMatch(/from the text\n[\s\S]*from the file/);
    expect(end.log).not.toContain('hidden-word@');
    expect(end.result?.status).toBe('success');
  });

  it('leaves out tests and tasks that are not wanted', async () => {
    const { result, log } = await run({
      skipTests: true,
      exclude: ['jar'],
      threads: 2,
      options: ['--continue'],
    });
    expect(log).not.toMatch(/^:(test|jar)\b/m);
    expect(result).toMatchObject({ status: 'success', outputs: { artifacts: [] } });
    expect(result?.outputs).not.toHaveProperty('tests');
  });

  it('names what no repository has', async () => {
    const text = buildGradle.replace("'junit:junit:4.13.2'", "'org.example:nothing:9'");
    expect((await run({}, { files: { 'build.gradle': text } })).result?.failure).toMatchObject({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: '`gradle` failed: Could not find org.example:nothing:9.',
      hint: 'Check its coordinates, and that `mirror` or the build names the repository that has it.',
    });
  });

  it.each([
    [401, 'AUTH_FAILED', 'Unauthorized'],
    [429, 'RATE_LIMITED', 'Too Many Requests'],
    [500, 'UNREACHABLE', 'Internal Server Error'],
  ])('tells a mirror that answers %i', async (fail, code, words) => {
    await using mirror = await startMavenRepository({ fail });
    const end = await run({ mirror: mirror.url }, nothingCached());
    const file = `${mirror.url}junit/junit/4.13.2/junit-4.13.2.pom`;
    expect(end.result?.failure).toMatchObject({
      code,
      message: `\`gradle\` failed: Could not HEAD '${file}'. Received status code ${fail} from server: ${words}`,
    });
  });

  it('signs in at a mirror, whatever is in the password', async () => {
    const password = 'p{<&">}\\w${}=:';
    await using mirror = await startMavenRepository({ auth: { username: 'ci', password } });
    for (const [path, content] of libraries.files) mirror.files.set(path, content);
    const servers = [{ id: 'mirror', username: 'ci', password }];
    const { result, log } = await run(
      { tasks: ['compileTestJava'], mirror: mirror.url, servers },
      nothingCached(),
    );
    expect(result?.failure).toBeUndefined();
    expect(log).not.toContain(password);
  });

  it('does not trust a mirror that signed its certificate itself, unless the platform does', async () => {
    await using mirror = await startMavenRepository({ tls: loopbackCertificate });
    for (const [path, content] of libraries.files) mirror.files.set(path, content);
    const inputs = { tasks: ['compileTestJava'], mirror: mirror.url };
    const { result } = await run(inputs, nothingCached());
    expect(result?.failure).toMatchObject({ class: 'configuration', code: 'TLS_UNTRUSTED' });
    expect(mirror.requests).toEqual([]);
    const ca = join(scratchDirectory(), 'ca.pem');
    writeFileSync(ca, loopbackCertificate.cert);
    const trusting = await run(inputs, { ...nothingCached(), env: { SSL_CERT_FILE: ca } });
    expect(trusting.result?.failure).toBeUndefined();
  });

  it.each(['http://127.0.0.1:9/', 'http://no-such-host.invalid/'])(
    'tells a mirror that cannot be reached: %s',
    async (mirror) => {
      const { result } = await run({ mirror }, nothingCached());
      expect(result?.failure).toMatchObject({ class: 'dependency', code: 'UNREACHABLE' });
    },
  );

  it('works offline from the cache, and says where the cache has nothing', async () => {
    const filled = await run({ offline: true });
    expect(filled.result?.status).toBe('success');
    const { result } = await run({ offline: true }, nothingCached());
    expect(result?.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`gradle` failed: No cached version of junit:junit:4.13.2 available for offline mode.',
      hint: 'Run once without `offline`, so that the cache holds it.',
    });
  });

  it('takes what a layer beneath its user home holds', async () => {
    const env = { STEPYARD_CACHE_GRADLE_BASE: home };
    const { result } = await run({ offline: true }, { ...nothingCached(), env });
    expect(result?.status).toBe('success');
  });

  it('takes results from its build cache', async () => {
    const caches = { gradle: home, build: scratchDirectory() };
    const inputs = { tasks: ['compileJava'], buildCache: 'local' };
    const first = await run(inputs, { caches });
    expect(first.result?.status).toBe('success');
    expect(readdirSync(caches.build).length).toBeGreaterThan(1);
    const second = await run(inputs, { caches });
    expect(second.log).toContain(':compileJava FROM-CACHE');
  });

  it('stores results on a server and takes them from there', async () => {
    const auth = { username: 'ci', password: 'hidden-word' };
    await using server = await startMavenRepository({ auth });
    const buildCache = { case: 'signedIn', url: `${server.url}cache/`, push: true, ...auth };
    const first = await run({ tasks: ['compileJava'], buildCache });
    expect(first.result?.failure).toBeUndefined();
    expect([...server.files.keys()].some((path) => path.startsWith('/cache/'))).toBe(true);
    const open = { tasks: ['compileJava'], buildCache: { ...buildCache, push: false } };
    expect((await run(open)).log).toContain(':compileJava FROM-CACHE');
  });

  it('publishes with the credentials of the server', async () => {
    const auth = { username: 'ci', password: 'p{<&">}\\w{}' };
    await using target = await startMavenRepository({ auth });
    const inputs = {
      tasks: ['publish'],
      skipTests: true,
      properties: { target: target.url },
      servers: [{ id: 'releases', ...auth }],
    };
    const { result, log } = await run(inputs);
    expect(result?.failure).toBeUndefined();
    expect([...target.files.keys()]).toContain('/org.example/greeter/1.4.0/greeter-1.4.0.jar');
    expect(log).not.toContain(auth.password);
    const wrong = await run({
      ...inputs,
      servers: [{ id: 'releases', username: 'ci', password: 'not-this-one' }],
    });
    expect(wrong.result?.failure).toMatchObject({ class: 'configuration', code: 'AUTH_FAILED' });
  });

  it('uses each of the JDKs that are installed', async () => {
    const majors = installedJdks();
    expect((await run({ jdk: '99' })).result?.failure?.message).toBe(
      `\`jdk\` must be a JDK that is installed, got "99"; here is ${majors.join(', ')}.`,
    );
    const [major = ''] = majors;
    const end = await run({ jdk: major, tasks: ['tell'] });
    expect(end.result?.status).toBe('success');
  });
});
