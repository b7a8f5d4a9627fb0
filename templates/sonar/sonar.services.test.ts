import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type StartStepOptions, scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sonarqube, startSonarqube } from '../../test/support/sonarqube.ts';
import { sonar } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const shop = join(import.meta.dirname, 'fixtures/shop');
const cache = scratchDirectory();
const mark = scratchDirectory().slice(-6);
const [shopKey, strict, gateName] = [`shop-${mark}`, `strict-${mark}`, `strict ${mark}`];
let server: Sonarqube;

function start(inputs: StartStepOptions['inputs'] = {}, more: StartStepOptions = {}) {
  const workspace = scratchDirectory();
  cpSync(shop, workspace, { recursive: true });
  const given = {
    url: server.url,
    token: server.token,
    sources: ['src'],
    testSources: ['src'],
    properties: { 'sonar.exclusions': '**/*.test.js', 'sonar.test.inclusions': '**/*.test.js' },
    ...inputs,
  };
  return startStep(sonar, main, { workspace, caches: { sonar: cache }, ...more, inputs: given });
}

const reports = {
  coverageReports: [{ kind: 'lcov', path: 'reports/lcov.info' }],
  executionReports: [{ kind: 'generic', path: 'reports/*.xml' }],
};

describe('templates/sonar/sonar.services', () => {
  beforeAll(async () => {
    server = await startSonarqube();
    await server.admin('POST', 'qualitygates/create', { name: gateName });
    const condition = { gateName, op: 'LT' };
    await server.admin('POST', 'qualitygates/create_condition', {
      ...condition,
      metric: 'coverage',
      error: '95',
    });
    await server.admin('POST', 'qualitygates/create_condition', {
      ...condition,
      metric: 'comment_lines_density',
      error: '10',
    });
    await server.admin('POST', 'projects/create', { project: strict, name: strict });
    await server.admin('POST', 'qualitygates/select', { projectKey: strict, gateName });
  }, 900_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 120_000);

  it('T2.10: passes a green gate, with the measures of coverage and tests that were reported', async () => {
    const end = await start({
      projectKey: shopKey,
      projectName: 'Shop',
      projectVersion: '1.4.0',
      ...reports,
      conditions: [{ measure: 'tests', is: 'atLeast', value: 1 }],
    }).end;
    expect(end.result?.failure).toBeUndefined();
    expect(end.result?.outputs).toEqual({
      gate: 'green',
      url: `${server.url}/dashboard?id=${shopKey}`,
      measures: { bugs: 0, vulnerabilities: 0, smells: 0, coverage: 80, duplication: 0, lines: 10 },
    });
    expect(end.summary).toMatch(/\| tests \| \d \| at least 1 \| yes \|/);
    expect(end.metrics).toContain('stepyard_sonar_coverage 80');
    expect(end.log).not.toContain(server.token);
  });

  it('T2.10: fails at a red gate, and names the conditions that are not met', async () => {
    const end = await start({ projectKey: strict, ...reports }).end;
    expect(end.result?.failure).toEqual({
      class: 'policy',
      code: 'GATE_FAILED',
      message:
        'The quality gate is red: `coverage` is 80.0, must be at least 95; `comment_lines_density` is 0.0, must be at least 10.',
      hint: 'The dashboard shows the code behind each measure; correct it, or change the gate there.',
    });
    expect(end.status).toBe(1);
    expect(end.annotations.map(({ level, message }) => [level, message])).toContainEqual([
      'error',
      '`coverage` is 80.0, must be at least 95',
    ]);
  });

  it('T2.10: waits without a container while the server is busy, then warns if that is wanted', async () => {
    await server.admin('POST', 'ce/pause');
    const claims = scratchDirectory();
    const inputs = { projectKey: strict, ...reports, gate: { case: 'wait', onRed: 'warn' } };
    const first = await start(inputs, { claims, task: { suspendable: true } }).end;
    expect(first.status).toBe(79);
    expect(first.result).toMatchObject({ status: 'suspended', wait: { reason: 'the analysis' } });
    await server.admin('POST', 'ce/resume');
    const task = { suspendable: true, start: 2, name: 'pipeline-1-task-1-s2' } as const;
    let { state } = first;
    let second = await start(inputs, { claims, task, state }).end;
    for (let again = 3; second.status === 79; again++) {
      ({ state } = second);
      second = await start(inputs, { claims, task: { ...task, start: again }, state }).end;
    }
    expect(second.result).toMatchObject({ status: 'warning', outputs: { gate: 'red' } });
    expect(second.log).not.toContain('sonar-scanner');
  });

  it('takes a branch only where the server knows branches', async () => {
    const named = await start({ projectKey: shopKey, analysis: { case: 'branch', branch: 'feature/x' } }).end;
    expect(named.result?.failure).toMatchObject({
      class: 'dependency',
      code: 'REJECTED',
      hint: 'Choose the project as a whole in `analysis`, or a server whose edition knows branches.',
    });
  });

  it('tells a token that is not taken, a server that is not there and one that is none', async () => {
    const wrong = await start({ token: 'sqa_0000000000000000000000000000000000000000' }).end;
    expect(wrong.result?.failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: `${server.url} does not take the token.`,
    });
    const gone = await start({ url: 'http://127.0.0.1:9' }).end;
    expect(gone.result?.failure).toMatchObject({ class: 'dependency', code: 'UNREACHABLE' });
    const other = await start({ url: `${server.url}/nothing` }).end;
    expect(other.result?.failure?.code).toMatch(/^(NOT_FOUND|REJECTED)$/);
  });

  it('says what the scanner has against the project', async () => {
    const noKey = await start({}).end;
    expect(noKey.result?.failure).toMatchObject({
      code: 'INPUT_INVALID',
      hint: 'Correct `projectKey`, `sources` or `testSources`.',
    });
  });

  it('ends within its grace when it is told to, and leaves no process behind', async () => {
    const step = start({ projectKey: shopKey }, { task: { graceMs: 5_000 } });
    await step.printed('Load quality profiles');
    step.kill('SIGTERM');
    const { status, result } = await step.end;
    expect(status).toBe(143);
    expect(result?.failure?.code).toBe('CANCELLED');
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 1e8 });
    expect(processes).not.toContain(`-jar ${cache}`);
  });
});
