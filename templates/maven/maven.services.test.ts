import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { testJavaBuild } from '../../test/support/java-build-suite.ts';
import { assertJavaTool, greeterBuild, installedJdks } from '../../test/support/java-project.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { maven } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const greeter = join(import.meta.dirname, 'fixtures/greeter');
const repository = scratchDirectory();

const build = greeterBuild(maven, import.meta.dirname, () => ({ caches: { repository } }));
const { run } = build;
const nothingCached = () => ({ caches: { repository: scratchDirectory() } });

describe('templates/maven/maven.services', () => {
  beforeAll(() => {
    assertJavaTool('Maven', ['mvn', '--version'], 'maven default-jdk-headless');
  });

  it('builds and tests, with coverage', async () => {
    const end = await run({ profiles: ['coverage'] });
    expect(end.log).toContain('BUILD SUCCESS');
    expect(end.result?.outputs).toEqual({
      groupId: 'org.example',
      artifactId: 'greeter',
      version: '1.4.0',
      artifacts: ['target/greeter-1.4.0.jar'],
      tests: { run: 3, failed: 0, skipped: 1 },
      coverage: 83.3,
    });
    expect(end.summary).toContain('| line | 83.3 % | 5 | 1 |');
    expect(end.metrics).toContain('stepyard_coverage_percent{kind="branch"} 50');
  });

  testJavaBuild({
    ...build,
    tool: 'mvn',
    properties: (values) => ({ properties: values }),
    otherGreeting: 'expected: <Hello, Ann> but was: <Hi, Ann>',
    column: 24,
    slow: (mark) => ({
      options: [`-DargLine=-Dmark=${mark}`],
      prints: 'Running org.example.GreeterTest',
      jvms: 2,
    }),
  });

  it('uses each of the JDKs that are installed', async () => {
    const majors = installedJdks();
    expect(majors).not.toEqual([]);
    for (const jdk of majors) {
      const end = await run({ jdk, goals: ['validate'], options: ['--show-version'] });
      expect(end.log).toMatch(new RegExp(`^Java version: ${jdk}\\b`, 'm'));
      expect(end.result?.status).toBe('success');
    }
    expect((await run({ jdk: '99' })).result?.failure?.message).toBe(
      `\`jdk\` must be a JDK that is installed, got "99"; here is ${majors.join(', ')}.`,
    );
  });

  it('names what no repository has, and asks for it again the next time', async () => {
    await using extra = await startMavenRepository();
    const pom = readFileSync(join(greeter, 'pom.xml'), 'utf8').replace(
      '<dependencies>',
      `<repositories><repository><id>extra</id><url>${extra.url}</url></repository></repositories>
         <dependencies><dependency><groupId>org.example</groupId><artifactId>extra</artifactId><version>1.0</version><type>txt</type></dependency>`,
    );
    const inputs = { goals: ['compile'] };
    const first = await run(inputs, { files: { 'pom.xml': pom } });
    expect(first.result?.failure).toMatchObject({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: `\`mvn\` could not get or put what it needs: Could not find artifact org.example:extra:txt:1.0 in extra (${extra.url})`,
      hint: 'Check its coordinates, and that `mirror` or the POM names the repository that has it.',
    });
    for (const [type, text] of Object.entries({ txt: 'text', pom: project('extra') })) {
      extra.files.set(`/org/example/extra/1.0/extra-1.0.${type}`, Buffer.from(text));
    }
    const second = await run(inputs, { files: { 'pom.xml': pom } });
    expect(second.result?.failure).toBeUndefined();
  });

  it.each([
    [401, 'AUTH_FAILED', 'authentication failed for', 'status: 401 Unauthorized'],
    [403, 'AUTH_FAILED', 'authorization failed for', 'status: 403 Forbidden'],
    [400, 'REJECTED', 'transfer failed for', 'status: 400 Bad Request'],
    [500, 'UNREACHABLE', 'transfer failed for', 'status: 500 Internal Server Error'],
  ])('tells a mirror that answers %i', async (fail, code, words, status) => {
    await using mirror = await startMavenRepository({ fail });
    const end = await run({ mirror: mirror.url }, nothingCached());
    const wanted = 'org.apache.maven.plugins:maven-resources-plugin:pom:3.3.1';
    const file = `${mirror.url}org/apache/maven/plugins/maven-resources-plugin/3.3.1/maven-resources-plugin-3.3.1.pom`;
    expect(end.result?.failure).toMatchObject({
      code,
      message: `\`mvn\` could not get or put what it needs: Could not transfer artifact ${wanted} from/to mirror (${mirror.url}): ${words} ${file}, ${status}`,
    });
    expect(mirror.requests.length).toBeGreaterThan(0);
  });

  it('does not trust a mirror that signed its certificate itself', async () => {
    await using mirror = await startMavenRepository({ tls: loopbackCertificate });
    const { result } = await run({ mirror: mirror.url }, nothingCached());
    expect(result?.failure).toMatchObject({ class: 'configuration', code: 'TLS_UNTRUSTED' });
    expect(result?.failure?.message).toContain(': PKIX path building failed: ');
    expect(mirror.requests).toEqual([]);
  });

  it.each(['http://127.0.0.1:9/', 'http://no-such-host.invalid/'])(
    'tells a mirror that cannot be reached: %s',
    async (mirror) => {
      const { result } = await run({ mirror }, nothingCached());
      expect(result?.failure).toMatchObject({ class: 'dependency', code: 'UNREACHABLE' });
      expect(result?.failure?.message).toMatch(
        /^`mvn` could not get or put what it needs: Could not transfer artifact org\.apache\.maven\.plugins:/,
      );
    },
  );

  it('says that nothing is cached for work offline', async () => {
    const { result } = await run({ offline: true }, nothingCached());
    expect(result?.failure).toMatchObject({
      code: 'NOT_FOUND',
      hint: 'Run once without `offline`, so that the cache holds it.',
    });
  });

  it('works offline from the cache', async () => {
    const { result } = await run({ offline: true, skipTests: true });
    expect(result).toMatchObject({ status: 'success', outputs: { artifacts: ['target/greeter-1.4.0.jar'] } });
    expect(result?.outputs).not.toHaveProperty('tests');
  });

  it('deploys with the credentials of the server, whatever is in them', async () => {
    const password = 'p{<&">}\\w{}é';
    const auth = { username: 'ci', password };
    await using target = await startMavenRepository({ auth });
    const inputs = {
      goals: ['deploy'],
      skipTests: true,
      properties: { 'repository.url': target.url },
      servers: [{ id: 'releases', ...auth }],
    };
    const { result, log } = await run(inputs);
    expect(result?.failure).toBeUndefined();
    expect([...target.files.keys()]).toContain('/org/example/greeter/1.4.0/greeter-1.4.0.jar');
    expect(log).not.toContain(password);

    const wrong = await run({ ...inputs, servers: [{ id: 'releases', username: 'ci', password: 'wrong' }] });
    expect(wrong.result?.failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: `\`mvn\` could not get or put what it needs: Could not transfer artifact org.example:greeter:pom:1.4.0 from/to releases (${target.url}): authentication failed for ${target.url}org/example/greeter/1.4.0/greeter-1.4.0.pom, status: 401 Unauthorized`,
      hint: 'Check `servers`: the id must be the one that the POM or the mirror has.',
    });
  });

  it('runs the wrapper of the project, with its Maven kept in the cache', async () => {
    const caches = { repository, wrapper: scratchDirectory() };
    const goal = 'org.apache.maven.plugins:maven-wrapper-plugin:3.3.2:wrapper';
    const made = await run({ goals: [goal], properties: { maven: '3.9.11' } }, { caches });
    expect(made.log).toContain('BUILD SUCCESS');
    const inputs = { goals: ['validate'], options: ['--show-version'] };
    const { workspace } = made;
    const wrapped = await startStep(maven, main, { workspace, inputs, caches }).end;
    expect(wrapped.log).toContain('Apache Maven 3.9.11 ');
    expect(wrapped.result?.status).toBe('success');
    expect(readdirSync(join(caches.wrapper, 'wrapper/dists'))).toEqual(['apache-maven-3.9.11']);
    const own = await startStep(maven, main, { workspace, inputs: { ...inputs, wrapper: false }, caches })
      .end;
    expect(own.log).not.toContain('Apache Maven 3.9.11 ');
  });
});

function project(artifact: string): string {
  return `<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>${artifact}</artifactId><version>1.0</version></project>`;
}
