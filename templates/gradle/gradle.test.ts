import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeExec, runStep, scratchDirectory, type ToolCall, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { testBuildReports } from '../../test/support/build-reports.ts';
import { runGradle } from './gradle.ts';
import { gradle } from './template.ts';

type Options = Parameters<typeof runStep<typeof gradle, { artifacts: string[] }>>[2];
type Answers = Parameters<typeof fakeExec>[0];

async function start(
  inputs: Options['inputs'],
  files: Readonly<Record<string, string>> = {},
  answers: Answers = [{ command: 'gradle' }],
  more: Partial<Options> = {},
) {
  const workspace = more.workspace ?? scratchDirectory();
  writeFiles(workspace, { 'build.gradle': '', ...files });
  const home = scratchDirectory();
  const caches = { gradle: home, wrapper: scratchDirectory(), build: scratchDirectory() };
  const exec = fakeExec(answers);
  const end = await runStep(gradle, runGradle, { inputs, exec, caches, ...more, workspace });
  return { ...end, home, caches };
}

/** What the init scripts of a call hold, by name, and the properties beside them. */
function scriptsOf({ args }: ToolCall): Record<string, string> {
  const files = args.flatMap((arg) => /^--init-script=(.*)$/.exec(arg)?.[1] ?? []);
  const settings = files.filter((file) => file.endsWith('/settings.gradle'));
  const all = [...files, ...settings.map((file) => file.replace(/gradle$/, 'properties'))];
  return Object.fromEntries(
    all.map((file) => [file.slice(file.lastIndexOf('/') + 1), readFileSync(file, 'utf8')]),
  );
}

describe('templates/gradle/gradle', () => {
  it('builds the project in its own user home by default', async () => {
    const end = await start({});
    expect(end).toMatchObject({ status: 'success', outputs: { artifacts: [] } });
    expect(end.calls).toMatchObject([
      {
        tool: 'gradle',
        args: [
          '--no-daemon',
          '--console=plain',
          `--project-dir=${end.workspace}`,
          `--init-script=${end.home}/stepyard/facts.gradle`,
          'build',
        ],
        cwd: end.workspace,
        env: { GRADLE_USER_HOME: end.home },
      },
    ]);
  });

  it('hands every option on as one argument', async () => {
    const end = await start({
      tasks: ['clean', ':api:publish'],
      exclude: ['lint'],
      properties: { message: 'a b; $(id)', 'x.y': '' },
      systemProperties: { 'org.example.flag': '1' },
      skipTests: true,
      threads: 3,
      offline: true,
      buildCache: 'local',
      options: ['--continue'],
    });
    expect(end.calls[0]?.args.slice(5)).toEqual([
      '--parallel',
      '--max-workers=3',
      '--offline',
      '--build-cache',
      '-Dorg.example.flag=1',
      '-Pmessage=a b; $(id)',
      '-Px.y=',
      '--exclude-task=test',
      '--exclude-task=lint',
      '--continue',
      'clean',
      ':api:publish',
    ]);
  });

  it.each([
    ['tasks', { tasks: ['-q'] }],
    ['tasks', { tasks: [] }],
    ['tasks', { tasks: ['build;id'] }],
    ['exclude', { exclude: ['--offline'] }],
    ['properties', { properties: { 'a b': '1' } }],
    ['systemProperties', { systemProperties: { '-x': '1' } }],
    ['threads', { threads: 0 }],
    ['options', { options: ['publish'] }],
    ['options', { options: ['-I/tmp/x.gradle'] }],
    ['options', { options: ['--init-script=x.gradle'] }],
    ['options', { options: ['-g', '/root'] }],
    ['jdk', { jdk: 'latest' }],
    ['checksum', { checksum: 'abc' }],
    ['initScriptFiles', { initScriptFiles: ['../x.gradle'] }],
    ['path', { path: '../other' }],
  ])('refuses %s that would be read as something else or lead outside: %j', async (name, inputs) => {
    const end = await start(inputs);
    expect(end.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(end.failure?.message).toContain(`\`${name}`);
    expect(end.calls).toEqual([]);
  });

  it('says why an option is refused that would bring in a script', async () => {
    expect((await start({ options: ['-I/tmp/x.gradle'] })).failure).toMatchObject({
      message: '`options` must name neither an init script nor a user home, got "-I/tmp/x.gradle".',
      hint: 'Give scripts in `initScript` or `initScriptFiles`; the user home is the cache of the task.',
    });
  });

  it('says where there is no project', async () => {
    expect((await start({ path: 'service' }, { 'service/x.txt': '' })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message:
        '`path` must be the directory of a Gradle project, there is no build.gradle or settings.gradle in "service".',
      hint: 'Name it in `path`, or in `workdir` of the task.',
    });
    const end = await start({ path: 'service' }, { 'service/settings.gradle.kts': '' });
    expect(end.calls[0]).toMatchObject({ cwd: `${end.workspace}/service` });
  });

  it('says what it built, and what the project calls itself', async () => {
    const files = Object.fromEntries(
      [
        'api/build/libs/api-1.jar',
        'web/build/libs/web.war',
        'api/build/libs/api-1-sources.jar',
        'api/build/libs/api-1-plain.jar',
        'app/build/distributions/app.zip',
        'lib/x.jar',
      ].map((file) => [file, '']),
    );
    const says =
      (facts: object) =>
      ({ env }: ToolCall) =>
        writeFileSync(join(env.GRADLE_USER_HOME ?? '', 'stepyard/project.json'), JSON.stringify(facts));
    const answers = [
      { command: 'gradle', run: says({ group: 'org.example', name: 'shop', version: '1.4.0' }) },
    ];
    expect((await start({}, files, answers)).outputs).toEqual({
      group: 'org.example',
      name: 'shop',
      version: '1.4.0',
      artifacts: ['api/build/libs/api-1.jar', 'app/build/distributions/app.zip', 'web/build/libs/web.war'],
    });
    const bare = [{ command: 'gradle', run: says({ group: '', name: 'shop', version: 'unspecified' }) }];
    expect((await start({}, {}, bare)).outputs).toEqual({ name: 'shop', artifacts: [] });
  });

  it('gives mirror, credential, proxy and build cache as private properties beside a fixed script', async () => {
    let scripts: Record<string, string> = {};
    let mode = 0;
    const look = (call: ToolCall) => {
      scripts = scriptsOf(call);
      const file =
        call.args.find((arg) => arg.endsWith('/settings.gradle'))?.slice('--init-script='.length) ?? '';
      mode = statSync(file.replace(/gradle$/, 'properties')).mode & 0o777;
    };
    const end = await start(
      {
        mirror: 'https://maven.example/public/',
        servers: [{ id: 'mirror', username: 'ci', password: 'p"}\n${x}' }],
        proxy: 'http://user:pass@proxy.example:3128',
        buildCache: {
          case: 'signedIn',
          url: 'https://cache.example/',
          username: 'me',
          password: 'secret-word',
        },
        initScript: 'println "mine"',
      },
      {},
      [{ command: 'gradle', run: look }],
    );
    expect(end.status).toBe('success');
    expect(mode).toBe(0o600);
    expect(scripts['init.gradle']).toBe('println "mine"');
    expect(scripts['settings.properties']?.split('\n')).toEqual(
      expect.arrayContaining([
        'mirror.url=https\\u003a//maven.example/public/',
        'mirror.username=ci',
        'mirror.password=p\\u0022\\u007d\\u000a\\u0024\\u007bx\\u007d',
        'remote.url=https\\u003a//cache.example/',
        'remote.push=false',
        'remote.username=me',
        'system.http.proxyHost=proxy.example',
        'system.https.proxyPassword=pass',
      ]),
    );
    expect(scripts['settings.gradle']).not.toContain('maven.example');
    expect(end.calls[0]?.args.join(' ')).not.toMatch(/secret-word|pass/);
    expect(end.calls[0]?.env).toMatchObject({
      ORG_GRADLE_PROJECT_mirrorUsername: 'ci',
      ORG_GRADLE_PROJECT_mirrorPassword: 'p"}\n${x}',
    });
  });

  it('takes an init script as it stands, never with an expression', async () => {
    const { check } = await import('@stepyard/catalog');
    expect(
      check(gradle, { initScript: 'println "${{ event.branch }}"' }, { expressions: true }),
    ).toMatchObject([{ code: 'INPUT_INVALID', path: ['initScript'] }]);
  });

  it('clears away what an earlier build left to be run by later ones', async () => {
    const home = scratchDirectory();
    writeFiles(home, {
      'init.d/x.gradle': '',
      'init.gradle': '',
      'gradle.properties': 'a=b',
      'caches/kept': '',
    });
    const seen: string[] = [];
    const look = () => {
      for (const name of ['init.d', 'init.gradle', 'gradle.properties', 'caches/kept'])
        if (statSync(join(home, name), { throwIfNoEntry: false })) seen.push(name);
    };
    const caches = { gradle: home, wrapper: scratchDirectory() };
    await start({}, {}, [{ command: 'gradle', run: look }], { caches });
    expect(seen).toEqual(['caches/kept']);
    expect(statSync(join(home, 'wrapper'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('lets Gradle read the layer beneath its user home: by a variable, or a copy before 6.2', async () => {
    const base = scratchDirectory();
    writeFiles(base, { 'caches/modules-2/files-2.1/a.jar': 'a' });
    const more = { env: { PATH: process.env.PATH ?? '', STEPYARD_CACHE_GRADLE_BASE: base } };
    const answers = (version: string) => [
      { command: 'gradle --version', stdout: `\nGradle ${version}\nJVM: 17.0.15\n` },
      { command: 'gradle' },
    ];
    const now = await start({}, {}, answers('6.2'), more);
    expect(now.calls[1]?.env).toMatchObject({ GRADLE_RO_DEP_CACHE: join(base, 'caches') });
    const old = await start({}, {}, answers('6.1.1'), more);
    expect(old.calls[1]?.env).not.toHaveProperty('GRADLE_RO_DEP_CACHE');
    expect(readFileSync(join(old.home, 'caches/modules-2/files-2.1/a.jar'), 'utf8')).toBe('a');
  });

  it('names the JDKs that are here where the wanted one is not', async () => {
    const answers = [
      { command: 'gradle --version', stdout: 'Gradle 4.4.1\nJVM:          17.0.15 (Debian)\n' },
      { command: 'gradle' },
    ];
    expect((await start({ jdk: '17' }, {}, answers)).status).toBe('success');
    expect((await start({ jdk: '99' }, {}, answers)).failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: '`jdk` must be a JDK that is installed, got "99"; here is 17.',
    });
  });

  testBuildReports({
    command: 'gradle',
    tests: 'build/test-results/test/TEST-T.xml',
    coverage: 'build/reports/jacoco/test/jacocoTestReport.xml',
    start: (answers) => start({}, {}, answers),
  });
});
