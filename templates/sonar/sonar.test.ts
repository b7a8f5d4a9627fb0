import { writeFileSync } from 'node:fs';
import {
  fakeExec,
  recordedEvent,
  runStep,
  scratchDirectory,
  type ToolCall,
  writeFiles,
} from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SonarApi, startSonarApi } from '../../test/support/sonar-api.ts';
import type { ScannerInput } from './scanner-process.ts';
import { runSonar } from './sonar.ts';
import { sonar } from './template.ts';

type Options = Parameters<typeof runStep<typeof sonar, { url: string }>>[2];

const token = 'sqa_hidden-word';
let api: SonarApi;
let told: ScannerInput | undefined;

beforeEach(async () => {
  api = await startSonarApi(token);
  told = undefined;
});
afterEach(() => api[Symbol.asyncDispose]());

/** Answers in the place of the scanner: keeps what it was told, and writes what it leaves for others. */
function scans({ stdin = '' }: ToolCall): void {
  const input: ScannerInput = JSON.parse(stdin);
  told = input;
  const report = `projectKey=shop\nserverUrl=${api.url}\ndashboardUrl=${api.url}/dashboard?id=shop\nceTaskId=T1\n`;
  writeFileSync(input.options['sonar.scanner.metadataFilePath'] ?? '', report);
}

function start(
  inputs: object = {},
  files: Readonly<Record<string, string>> = {},
  more: Partial<Options> = {},
  answer: Parameters<typeof fakeExec>[0][number] = { command: process.execPath, run: scans },
) {
  const workspace = scratchDirectory();
  writeFiles(workspace, files);
  const given = { url: `${api.url}/`, token, ...inputs };
  return runStep(sonar, runSonar, { workspace, exec: fakeExec([answer]), ...more, inputs: given });
}

const red = {
  projectStatus: {
    status: 'ERROR',
    conditions: [
      {
        ...{ status: 'ERROR', metricKey: 'new_coverage', comparator: 'LT' },
        ...{ errorThreshold: '80', actualValue: '45.2' },
      },
      { status: 'OK', metricKey: 'new_lines', comparator: 'GT', errorThreshold: '500', actualValue: '3' },
      { status: 'ERROR', metricKey: 'bugs', comparator: 'GT', errorThreshold: '0', actualValue: '2' },
    ],
  },
};

describe('templates/sonar/sonar', () => {
  it('tells the scanner of server and project by its standard input', async () => {
    const end = await start({
      projectKey: 'shop',
      projectName: '商店',
      projectVersion: '1.4.0',
      organization: 'acme',
      sources: ['src', 'lib/a.js'],
      testSources: ['test'],
      inclusions: ['**/*.js'],
      exclusions: ['**/generated/**', '**/*.min.js'],
      javaBinaries: ['target/classes'],
      java: 'machine',
      properties: { 'sonar.sourceEncoding': 'UTF-8' },
    });
    expect(end.failure).toBeUndefined();
    expect(told).toMatchObject({ serverUrl: `${api.url}/`, token });
    const options = Object.entries(told?.options ?? {}).filter(
      ([key]) => !/userHome|directory|metadata/.test(key),
    );
    expect(Object.fromEntries(options)).toEqual({
      'sonar.organization': 'acme',
      'sonar.projectKey': 'shop',
      'sonar.projectName': '商店',
      'sonar.projectVersion': '1.4.0',
      'sonar.sources': 'src,lib/a.js',
      'sonar.tests': 'test',
      'sonar.inclusions': '**/*.js',
      'sonar.exclusions': '**/generated/**,**/*.min.js',
      'sonar.java.binaries': 'target/classes',
      'sonar.sourceEncoding': 'UTF-8',
      'sonar.projectBaseDir': end.workspace,
      'sonar.scanner.skipJreProvisioning': 'true',
    });
    const [call] = end.calls;
    expect(JSON.stringify([call?.args, call?.env])).not.toContain('hidden-word');
    expect(end.log).not.toContain('hidden-word');
  });

  it('gives gate, dashboard and measures', async () => {
    const measures = {
      bugs: '0',
      vulnerabilities: '1',
      code_smells: '12',
      coverage: '81.5',
      duplicated_lines_density: '2.7',
      ncloc: '502',
    };
    api.answers['measures/component'] = {
      component: { measures: Object.entries(measures).map(([metric, value]) => ({ metric, value })) },
    };
    const end = await start();
    expect(end.outputs).toEqual({
      gate: 'green',
      url: `${api.url}/dashboard?id=shop`,
      measures: { bugs: 0, vulnerabilities: 1, smells: 12, coverage: 81.5, duplication: 2.7, lines: 502 },
    });
    expect(api.requests).toContain('/api/qualitygates/project_status?analysisId=A1');
    expect(end.annotations).toEqual([{ level: 'warning', title: 'SonarQube', message: 'old Java' }]);
    api.answers['qualitygates/project_status'] = { projectStatus: { status: 'NONE' } };
    expect((await start()).outputs).toMatchObject({ gate: 'none', measures: { bugs: 0 } });
  });

  it('fails at a red gate with every condition that is not met, or only warns', async () => {
    api.answers['qualitygates/project_status'] = red;
    const words =
      'The quality gate is red: `new_coverage` is 45.2, must be at least 80; `bugs` is 2, must be at most 0.';
    const failed = await start();
    expect(failed.failure).toMatchObject({ class: 'policy', code: 'GATE_FAILED', message: words });
    expect(failed.summary).toContain('| new_lines | 3 | at most 500 | yes |');
    expect(failed.summary).toContain('| bugs | 2 | at most 0 | **no** |');
    const warned = await start({ gate: { case: 'wait', onRed: 'warn' } });
    expect(warned).toMatchObject({ status: 'warning', outputs: { gate: 'red' } });
    expect(warned.log).toContain(words);
  });

  it('judges conditions of the author beside the gate', async () => {
    const found = [
      { metric: 'coverage', value: '79.9' },
      { metric: 'new_bugs', period: { value: '0' } },
    ];
    api.answers['measures/component'] = { component: { measures: found } };
    const conditions = [
      { measure: 'coverage', is: 'atLeast', value: 80 },
      { measure: 'new_bugs', is: 'atMost', value: 0 },
      { measure: 'nothing', is: 'atMost', value: 1 },
    ];
    expect((await start({ conditions })).failure).toMatchObject({
      code: 'GATE_FAILED',
      message:
        'Conditions of this task are not met: `coverage` is 79.9, must be at least 80; `nothing` is not measured, must be at most 1.',
    });
  });

  it('only sends the analysis where nobody waits', async () => {
    const end = await start({ gate: 'ignore' });
    expect(end.outputs).toEqual({ url: `${api.url}/dashboard?id=shop` });
    expect(api.requests.join()).not.toContain('ce/task');
  });

  it('is suspended while the server works, and goes on without another analysis', async () => {
    const claims = scratchDirectory();
    const task = { suspendable: true, attempt: 1 } as const;
    api.answers['ce/task'] = { task: { status: 'IN_PROGRESS' } };
    // As a start leaves it that has waited for its minute.
    const state = { waits: { 'the analysis': { since: Date.now(), interval: 30_000, state: 'T1' } } };
    const first = await start({}, {}, { claims, task: { ...task, start: 1 }, state });
    expect(first).toMatchObject({ status: 'suspended', wait: { reason: 'the analysis' } });
    expect(first.calls).toHaveLength(1);
    api.answers['ce/task'] = { task: { status: 'SUCCESS', analysisId: 'A1' } };
    const second = await start({}, {}, { claims, task: { ...task, start: 2 }, state: first.state });
    expect(second).toMatchObject({ status: 'success', calls: [], outputs: { gate: 'green' } });
    const retried = await start({}, {}, { claims, task: { suspendable: true, attempt: 2, start: 1 } });
    expect(retried.calls).toHaveLength(1);
  });

  it('stops waiting when the time is over', async () => {
    api.answers['ce/task'] = { task: { status: 'PENDING' } };
    const state = { waits: { 'the analysis': { since: Date.now() - 700_000, interval: 1, state: 'T1' } } };
    const end = await start({ gate: { case: 'wait', timeout: '10m' } }, {}, { state });
    expect(end.failure).toMatchObject({
      code: 'TIMEOUT',
      message: 'waiting for the analysis took longer than 600 s.',
    });
  });

  it.each([
    [
      { id: 'T1', status: 'FAILED', errorMessage: 'out of memory\nat x' },
      'The server’s work on the analysis failed: out of memory',
    ],
    [{ id: 'T1', status: 'CANCELED' }, 'The server’s work on the analysis was cancelled at the server.'],
  ])('tells why the server did not work through it: %j', async (task, message) => {
    api.answers['ce/task'] = { task };
    expect((await start()).failure).toMatchObject({ code: 'TOOL_FAILED', message });
  });

  it('hands reports over, and ends before the analysis where one is missing', async () => {
    const files = {
      'a/jacoco.xml': '',
      'b/jacoco.xml': '',
      'a/junit/TEST-1.xml': '',
      'a/junit/TEST-2.xml': '',
    };
    const inputs = {
      coverageReports: [{ kind: 'jacoco', path: '*/jacoco.xml' }],
      executionReports: [{ kind: 'junit', path: 'a/junit/*.xml' }],
    };
    const end = await start(inputs, files);
    expect(told?.options).toMatchObject({
      'sonar.coverage.jacoco.xmlReportPaths': `${end.workspace}/a/jacoco.xml,${end.workspace}/b/jacoco.xml`,
      'sonar.junit.reportPaths': `${end.workspace}/a/junit`,
    });
    const missing = await start({ coverageReports: [{ kind: 'lcov', path: 'coverage/lcov.info' }] });
    expect(missing.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`coverageReports[0].path` must find a report, there is none at "coverage/lcov.info".',
    });
    expect(missing.calls).toEqual([]);
  });

  it('takes branch and pull request from the event where the server knows them', async () => {
    const event = recordedEvent('gitlab-merge-request');
    await start({}, {}, { event });
    expect(Object.keys(told?.options ?? {}).join()).not.toMatch(/branch|pullrequest/);
    api.answers['navigation/global'] = { edition: 'developer' };
    const { number, sourceBranch, targetBranch } = event.data.pullRequest ?? {};
    await start({}, {}, { event });
    expect(told?.options).toMatchObject({
      'sonar.pullrequest.key': String(number),
      'sonar.pullrequest.branch': sourceBranch,
      'sonar.pullrequest.base': targetBranch,
    });
    expect(api.requests.at(-1)).toContain(`pullRequest=${number}`);
    await start({ analysis: { case: 'branch', branch: 'feature/x' } });
    expect(told?.options).toMatchObject({ 'sonar.branch.name': 'feature/x' });
    await start({ analysis: 'project' }, {}, { event });
    expect(told?.options).not.toHaveProperty('sonar.pullrequest.key');
  });

  it('refuses a file of the repository that says where the token goes, or what is run', async () => {
    const file = 'sonar.projectKey=x\nsonar.host.url=https://evil.example\nsonar.scanner.javaExePath=./x\n';
    const end = await start({}, { 'sonar-project.properties': file });
    expect(end.failure).toMatchObject({
      class: 'policy',
      code: 'POLICY_REFUSED',
      message: '`sonar-project.properties` must not say `sonar.host.url`, `sonar.scanner.javaExePath`.',
    });
    expect(api.requests).toEqual([]);
    expect((await start({}, { 'sonar-project.properties': 'sonar.projectKey=x\n' })).status).toBe('success');
  });

  it.each([
    ['properties', { properties: { 'sonar.token': 'x' } }],
    ['properties', { properties: { 'java.home': 'x' } }],
    ['sources', { sources: ['../other'] }],
    ['sources', { sources: ['a,b'] }],
    ['testSources', { testSources: ['/etc'] }],
    ['path', { path: '/tmp' }],
    ['projectKey', { projectKey: '123' }],
    ['gate.timeout', { gate: { case: 'wait', timeout: 'long' } }],
    ['conditions', { conditions: [{ measure: 'Coverage!', is: 'atLeast', value: 1 }] }],
    ['coverageReports', { coverageReports: [{ kind: 'lcov', path: '../x' }] }],
  ])('refuses a wrong %s: %j', async (name, inputs) => {
    const end = await start(inputs);
    expect(end.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(end.failure?.message).toContain(`\`${name}`);
    expect(end.calls).toEqual([]);
  });

  it('tells a token that is not taken, and a server that is none', async () => {
    expect((await start({ token: 'sqa_another' })).failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: `${api.url} does not take the token.`,
    });
    expect((await start({ url: `${api.url}/none` })).failure).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['AUTH_FAILED', '[ERROR] ScannerEngine: You’re not authorized to analyze this project'],
    [
      'REJECTED',
      '[ERROR] ScannerEngine: Validation of project failed:\n  o To use the property "sonar.branch.name" and analyze branches, Developer Edition or above is required.',
    ],
    [
      'INPUT_INVALID',
      '[ERROR] ScannerEngine: Your project contains .java files, please provide compiled classes with sonar.java.binaries property',
    ],
    ['UNREACHABLE', '[ERROR] Bootstrapper: An error occurred: Error: connect ECONNREFUSED 10.0.0.1:443'],
    ['TLS_UNTRUSTED', '[ERROR] Bootstrapper: An error occurred: AxiosError: self-signed certificate'],
    ['TOOL_FAILED', '[ERROR] ScannerEngine: Fail to parse something'],
  ])('tells %s by what the scanner prints: %s', async (code, line) => {
    const stdout = `[INFO]  Bootstrapper: x\n${line}\n[ERROR] Bootstrapper: An error occurred: Error: Scanner engine failed with code 1\n`;
    const end = await start({}, {}, {}, { command: process.execPath, status: 1, stdout });
    const words = line.replace(/^\[ERROR\] \w+: (An error occurred: \w*Error: )?/, '').replace(/\s+/g, ' ');
    expect(end.failure).toMatchObject({ code, message: `\`sonar-scanner\` failed: ${words}` });
  });
});
