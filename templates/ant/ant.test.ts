import { readFileSync, statSync } from 'node:fs';
import { fakeExec, runStep, scratchDirectory, type ToolCall, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { testBuildReports } from '../../test/support/build-reports.ts';
import { runAnt } from './ant.ts';
import { ant } from './template.ts';

const buildFile = '<project name="booking" default="dist"><target name="dist"/></project>';

type Options = Parameters<typeof runStep<typeof ant, { artifacts: string[] }>>[2];
type Answers = Parameters<typeof fakeExec>[0];

function start(
  inputs: Options['inputs'],
  files: Readonly<Record<string, string>> = {},
  answers: Answers = [{ command: 'ant' }],
  more: Partial<Options> = {},
) {
  const workspace = scratchDirectory();
  writeFiles(workspace, { 'build.xml': buildFile, ...files });
  const exec = fakeExec(answers);
  return runStep(ant, runAnt, { inputs, workspace, exec, caches: { ivy: '/tmp/ivy' }, ...more });
}

describe('templates/ant/ant', () => {
  it('runs the default target with a place of its own for Ivy', async () => {
    const end = await start({});
    expect(end).toMatchObject({ status: 'success', outputs: { name: 'booking', artifacts: [] } });
    expect(end.calls).toMatchObject([
      {
        tool: 'ant',
        args: ['-noinput', '-buildfile', `${end.workspace}/build.xml`, '-Divy.default.ivy.user.dir=/tmp/ivy'],
        cwd: end.workspace,
      },
    ]);
  });

  it('hands every option on as one argument', async () => {
    const end = await start(
      {
        buildFile: 'server/build.xml',
        targets: ['clean', 'make all'],
        properties: { message: 'a b; $(id)', 'x.y': '' },
        propertyFiles: ['ci.properties'],
        libraries: ['lib/ant'],
        options: ['-keep-going'],
      },
      { 'server/build.xml': buildFile },
    );
    const { workspace } = end;
    expect(end.calls[0]?.cwd).toBe(`${workspace}/server`);
    expect(end.calls[0]?.args.slice(1)).toEqual([
      ...['-buildfile', `${workspace}/server/build.xml`],
      ...['-lib', `${workspace}/lib/ant`],
      '-Divy.default.ivy.user.dir=/tmp/ivy',
      '-Dmessage=a b; $(id)',
      '-Dx.y=',
      ...['-propertyfile', `${workspace}/ci.properties`],
      '-keep-going',
      ...['clean', 'make all'],
    ]);
  });

  it.each([
    ['targets', { targets: ['-f'] }],
    ['properties', { properties: { 'a b': '1' } }],
    ['options', { options: ['dist'] }],
    ['jdk', { jdk: 'latest' }],
    ['libraries', { libraries: ['../lib'] }],
    ['propertyFiles', { propertyFiles: ['/etc/passwd'] }],
    ['buildFile', { buildFile: '../build.xml' }],
  ])('refuses %s that would be read as something else or lead outside: %j', async (name, inputs) => {
    const end = await start(inputs);
    expect(end.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(end.failure?.message).toContain(`\`${name}`);
    expect(end.calls).toEqual([]);
  });

  it('says where there is no build file, or one that is none', async () => {
    expect((await start({ buildFile: 'other.xml' })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`buildFile` must be a build file of Ant, there is none at "other.xml".',
      hint: 'Name it in `buildFile`, or its directory in `workdir` of the task.',
    });
    expect((await start({}, { 'build.xml': '<settings/>' })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message:
        '`buildFile` must be an XML file with a project, "build.xml" is none: its root element is "settings".',
    });
    expect((await start({}, { 'build.xml': 'nothing' })).failure?.message).toMatch(
      /^`buildFile` must be an XML file with a project, "build\.xml" is none: it is not well-formed XML: /,
    );
  });

  it('leaves a name out that the build file does not say, and entities of the file to Ant', async () => {
    expect((await start({}, { 'build.xml': '<project/>' })).outputs).toEqual({ artifacts: [] });
    const included =
      '<!DOCTYPE project [<!ENTITY more SYSTEM "file:more.xml">]><project name="old">&more;</project>';
    expect((await start({}, { 'build.xml': included })).outputs).toEqual({ name: 'old', artifacts: [] });
  });

  it('says what it built', async () => {
    const files = Object.fromEntries(
      ['dist/booking.war', 'build/lib/a.jar', 'dist/a-sources.jar', 'lib/x.jar'].map((file) => [file, '']),
    );
    expect((await start({}, files)).outputs).toMatchObject({
      artifacts: ['build/lib/a.jar', 'dist/booking.war'],
    });
    expect((await start({ built: ['lib/*.jar'] }, files)).outputs).toMatchObject({
      artifacts: ['lib/x.jar'],
    });
  });

  it('tells Java of the proxies of the platform by a private file', async () => {
    let options = '';
    let mode = 0;
    const look = ({ env }: ToolCall) => {
      const file = env.JDK_JAVA_OPTIONS?.slice(1) ?? '';
      options = readFileSync(file, 'utf8');
      mode = statSync(file).mode & 0o777;
    };
    const env = {
      PATH: process.env.PATH ?? '',
      HTTPS_PROXY: 'http://ci:hid%22den@proxy.example:3128',
      NO_PROXY: '.corp.example',
    };
    const end = await start({}, {}, [{ command: 'ant', run: look }], { env });
    expect(end.status).toBe('success');
    expect(options).toBe(
      [
        '"-Dhttps.proxyHost=proxy.example"',
        '"-Dhttps.proxyPort=3128"',
        '"-Dhttps.proxyUser=ci"',
        '"-Dhttps.proxyPassword=hid\\"den"',
        '"-Dhttps.nonProxyHosts=corp.example|*.corp.example"',
        '',
      ].join('\n'),
    );
    expect(mode).toBe(0o600);
    expect((await start({})).calls[0]?.env).not.toHaveProperty('JDK_JAVA_OPTIONS');
  });

  it('names the JDKs that are here where the wanted one is not', async () => {
    const answers = [
      { command: 'ant -diagnostics', stdout: 'ant.java.version: 17\njava.version : 17.0.15\n' },
      { command: 'ant' },
    ];
    expect((await start({ jdk: '17' }, {}, answers)).status).toBe('success');
    expect((await start({ jdk: '99' }, {}, answers)).failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: '`jdk` must be a JDK that is installed, got "99"; here is 17.',
    });
  });

  testBuildReports({
    command: 'ant',
    prints: 'BUILD FAILED\nx\n',
    tests: 'build/junit/TEST-T.xml',
    coverage: 'build/jacoco.xml',
    start: (answers) => start({}, {}, answers),
  });

  it('shows where a build file stopped, innermost', async () => {
    const workspace = scratchDirectory();
    writeFiles(workspace, { 'build.xml': buildFile });
    const stdout = `BUILD FAILED\n${workspace}/build.xml:27: The following error occurred while executing this line:\n${workspace}/ci/more.xml:31: it is enough\n\nTotal time: 2 seconds\n`;
    const exec = fakeExec([{ command: 'ant', status: 1, stdout }]);
    const end = await runStep(ant, runAnt, { inputs: {}, workspace, exec });
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: '`ant` failed at ci/more.xml:31: it is enough',
      hint: 'Its own words are above, before BUILD FAILED.',
    });
    expect(end.annotations).toEqual([
      { level: 'error', title: 'Build file', message: 'it is enough', file: 'ci/more.xml', line: 31 },
    ]);
  });
});
