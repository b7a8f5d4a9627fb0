import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeExec, runStep, scratchDirectory, type ToolCall, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { testBuildReports } from '../../test/support/build-reports.ts';
import { runMaven } from './maven.ts';
import { maven } from './template.ts';

const pom = `<project><parent><groupId>org.example</groupId><version>3</version></parent>
<artifactId>booking</artifactId><version>\${revision}</version><properties><revision>1.4.0</revision></properties></project>`;

type Given = Parameters<typeof runStep<typeof maven, { artifacts: string[] }>>[2]['inputs'];
type Answers = Parameters<typeof fakeExec>[0];

function start(inputs: Given, files: Record<string, string> = {}, answers: Answers = [{ command: 'mvn' }]) {
  const workspace = scratchDirectory();
  writeFiles(workspace, { 'pom.xml': pom, ...files });
  return runStep(maven, runMaven, {
    inputs,
    workspace,
    exec: fakeExec(answers),
    caches: { repository: '/cache/m2', wrapper: '/cache/wrapper' },
  });
}

describe('templates/maven/maven', () => {
  it('verifies the project with its own repository by default', async () => {
    const end = await start({});
    expect(end.status).toBe('success');
    expect(end.calls).toMatchObject([
      {
        tool: 'mvn',
        args: [
          '--batch-mode',
          '--no-transfer-progress',
          `--file=${end.workspace}/pom.xml`,
          '-Dmaven.repo.local=/cache/m2',
          'verify',
        ],
        cwd: end.workspace,
      },
    ]);
  });

  it('hands every option on as one argument', async () => {
    const end = await start({
      goals: ['clean', 'org.example:plugin:1.0:run@id'],
      profiles: ['prod', '!dev'],
      properties: { message: 'a b; $(id)', 'x.y': '' },
      modules: ['api', ':core'],
      skipTests: true,
      threads: '1C',
      offline: true,
      options: ['--fail-at-end'],
    });
    expect(end.calls[0]?.args.slice(4)).toEqual([
      '--activate-profiles=prod,!dev',
      '--projects=api,:core',
      '--also-make',
      '-DskipTests',
      '--threads=1C',
      '--offline',
      '-Dmessage=a b; $(id)',
      '-Dx.y=',
      '--fail-at-end',
      'clean',
      'org.example:plugin:1.0:run@id',
    ]);
  });

  it.each([
    ['goals', { goals: ['-X'] }],
    ['goals', { goals: [] }],
    ['profiles', { profiles: ['-x'] }],
    ['properties', { properties: { 'a b': '1' } }],
    ['threads', { threads: '-1' }],
    ['options', { options: ['deploy'] }],
    ['jdk', { jdk: 'latest' }],
  ])('refuses %s that would be read as something else: %j', async (name, inputs) => {
    const end = await start(inputs);
    expect(end.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(end.failure?.message).toContain(`\`${name}`);
    expect(end.calls).toEqual([]);
  });

  it('says what it built, and of which coordinates', async () => {
    const files = Object.fromEntries(
      [
        'api/target/api-1.4.0.jar',
        'web/target/web.war',
        'api/target/api-1.4.0-sources.jar',
        'web/target/original-web.war',
        'lib/x.jar',
      ].map((file) => [file, '']),
    );
    expect((await start({}, files)).outputs).toMatchObject({
      groupId: 'org.example',
      artifactId: 'booking',
      version: '1.4.0',
      artifacts: ['api/target/api-1.4.0.jar', 'web/target/web.war'],
    });
  });

  it('leaves a version out that the POM does not say', async () => {
    const end = await start(
      {},
      { 'pom.xml': '<project><artifactId>x</artifactId><version>${other}</version></project>' },
    );
    expect(end.outputs).toMatchObject({ artifactId: 'x', artifacts: [] });
    expect(end.outputs).not.toHaveProperty('version');
  });

  it('says where there is no POM, or one that is none', async () => {
    expect((await start({ pom: 'other.xml' })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`pom` must be a POM file, there is none at "other.xml".',
    });
    const broken = await start({}, { 'pom.xml': '<project><a></b></project>' });
    expect(broken.failure?.message).toMatch(/^`pom` must be an XML file, "pom\.xml" is none: /);
  });

  it('writes a private settings file for mirror, servers and proxy, and removes it', async () => {
    let settings = '';
    let mode = 0;
    const look = ({ args }: ToolCall) => {
      const file = args.find((arg) => arg.startsWith('--settings='))?.slice('--settings='.length) ?? '';
      settings = readFileSync(file, 'utf8');
      mode = statSync(file).mode & 0o777;
    };
    const end = await start(
      {
        mirror: 'https://maven.example/public/?a=1&b=2',
        servers: [{ id: 'mirror', username: 'ci', password: 'p<&">w' }],
        proxy: 'http://user:pass@proxy.example:3128',
      },
      {},
      [{ command: 'mvn', run: look }],
    );
    expect(end.status).toBe('success');
    expect(mode).toBe(0o600);
    const proxy = (protocol: string) =>
      `<proxy><id>${protocol}</id><active>true</active><protocol>${protocol}</protocol><host>proxy.example</host><port>3128</port><username>user</username><password>pass</password></proxy>`;
    expect(settings).toBe(
      '<settings><servers><server><id>mirror</id><username>ci</username><password>p&#60;&#38;&#34;&#62;w</password></server></servers>' +
        '<mirrors><mirror><id>mirror</id><mirrorOf>*</mirrorOf><url>https://maven.example/public/?a=1&#38;b=2</url></mirror></mirrors>' +
        `<proxies>${proxy('http')}${proxy('https')}</proxies></settings>\n`,
    );
    const file =
      end.calls[0]?.args.find((arg) => arg.startsWith('--settings='))?.slice('--settings='.length) ?? '';
    expect(() => statSync(file)).toThrow('ENOENT');
    expect(end.log).not.toContain('p<&">w');
  });

  it('refuses a credential that Maven would read otherwise, without showing it', async () => {
    const servers = [{ id: 'releases', username: 'ci', password: 'hidden${env.HOME}' }];
    expect((await start({ servers })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`servers[0].password` must not hold `${`, which Maven replaces.',
    });
  });

  it('uses a settings file of the workspace, but not beside fields of the same', async () => {
    const files = { 'ci/settings.xml': '<settings/>' };
    const end = await start({ settingsFile: 'ci/settings.xml' }, files);
    expect(end.calls[0]?.args).toContain(`--settings=${end.workspace}/ci/settings.xml`);
    expect(
      (await start({ settingsFile: 'ci/settings.xml', mirror: 'https://x.example/' }, files)).failure
        ?.message,
    ).toBe('`settingsFile` must not stand beside `mirror`, `servers` or `proxy`, got "ci/settings.xml".');
    expect((await start({ settingsFile: '../settings.xml' })).failure?.code).toBe('INPUT_INVALID');
  });

  it('uses the wrapper of the project unless told not to', async () => {
    const end = await start({ pom: 'service/pom.xml' }, { mvnw: '', 'service/pom.xml': pom }, [
      { command: 'sh' },
    ]);
    expect(end.calls[0]).toMatchObject({ tool: 'sh', env: { MAVEN_USER_HOME: '/cache/wrapper' } });
    expect(end.calls[0]?.args[0]).toBe(`${end.workspace}/mvnw`);
    expect(end.calls[0]?.env).not.toHaveProperty('MVNW_REPOURL');
    expect((await start({ wrapper: false }, { mvnw: '' })).calls[0]?.tool).toBe('mvn');
    const servers = [{ id: 'mirror', username: 'ci', password: 'pass' }];
    const mirrored = await start({ mirror: 'https://m.example/all/', servers }, { mvnw: '' }, [
      { command: 'sh' },
    ]);
    expect(mirrored.calls[0]?.env).toMatchObject({
      MVNW_REPOURL: 'https://m.example/all',
      MVNW_USERNAME: 'ci',
      MVNW_PASSWORD: 'pass',
    });
  });

  it('names the JDKs that are here where the wanted one is not', async () => {
    const stdout = 'Apache Maven 3.8.7\nJava version: 17.0.15, vendor: Debian\n';
    const answers = [{ command: 'mvn --version', stdout }, { command: 'mvn' }];
    expect((await start({ jdk: '17' }, {}, answers)).status).toBe('success');
    expect((await start({ jdk: '99' }, {}, answers)).failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: '`jdk` must be a JDK that is installed, got "99"; here is 17.',
    });
  });

  it('shows where the compiler stopped, once and in the workspace only', async () => {
    const workspace = scratchDirectory();
    writeFileSync(join(workspace, 'pom.xml'), pom);
    const errors = [
      `[ERROR] ${workspace}/src/A.java:[7,20] ';' expected`,
      '[ERROR] /etc/B.java:[1,1] not ours',
      `[ERROR] ${workspace}/src/A.java:[7,20] ';' expected`,
      `[ERROR] file://${workspace}/src/C.kt:3:5 Unresolved reference: x`,
    ];
    const stdout = ['[ERROR] COMPILATION ERROR : ', ...errors, '[ERROR] Failed to execute goal x'].join('\n');
    const end = await runStep(maven, runMaven, {
      inputs: {},
      workspace,
      exec: fakeExec([{ command: 'mvn', status: 1, stdout }]),
    });
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: "`mvn` could not compile src/A.java:7: ';' expected",
    });
    expect(end.annotations).toEqual([
      { level: 'error', title: 'Compiler', message: "';' expected", file: 'src/A.java', line: 7, column: 20 },
      {
        ...{ level: 'error', title: 'Compiler', message: 'Unresolved reference: x' },
        ...{ file: 'src/C.kt', line: 3, column: 5 },
      },
    ]);
  });

  testBuildReports({
    command: 'mvn',
    prints: '[ERROR] There are test failures.\n',
    tests: 'target/surefire-reports/TEST-T.xml',
    coverage: 'target/site/jacoco/jacoco.xml',
    start: (answers) => start({}, {}, answers),
  });
});
