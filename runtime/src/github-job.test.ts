import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleFixture } from './fixtures/bundle-fixture.ts';
import { probe } from './fixtures/probe.ts';
import { scratchDirectory, startStep } from './testing/index.ts';

const main = await bundleFixture('probe-main');

/** The variables and files of a job, as a runner gives them to a container action. */
function job(payload: string) {
  const folder = scratchDirectory();
  const files = {
    output: join(folder, 'output'),
    summary: join(folder, 'summary'),
    event: join(folder, 'event.json'),
  };
  writeFileSync(files.output, 'earlier=1\n');
  writeFileSync(files.summary, '');
  writeFileSync(files.event, payload);
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
  };
  return { files, env };
}

describe('runtime/github-job', () => {
  it('hands outputs to the job in the file that it names, after what stands there', async () => {
    const { files, env } = job('{}');
    const end = await startStep(probe, main, {
      out: false,
      env: { ...env, INPUT_NAME: 'you', INPUT_ACT: 'greet' },
    }).end;
    expect(end.status).toBe(0);
    expect(readFileSync(files.output, 'utf8')).toMatch(
      /^earlier=1\ngreeting<<(end-[0-9a-f-]{36})\nhello you\n\1\n$/,
    );
    expect(end.stdout).toBe('depth 1\n');
  });

  it('refuses an event that is no JSON', async () => {
    const { env } = job('{');
    const end = await startStep(probe, main, { out: false, env: { ...env, INPUT_NAME: 'you' } }).end;
    expect(end.status).toBe(2);
    expect(end.stderr).toMatch(
      /^probe: INPUT_INVALID: `GITHUB_EVENT_PATH` must name a JSON file: .*\.\n {2}A GitHub job writes this file; elsewhere, unset the variable\.\n$/,
    );
  });

  it('leaves the files alone where our platform started the step', async () => {
    const { files, env } = job('{}');
    const end = await startStep(probe, main, { env: { ...env, INPUT_NAME: 'you', INPUT_ACT: 'greet' } }).end;
    expect(end.outputs).toEqual({ greeting: 'hello you' });
    expect(readFileSync(files.output, 'utf8')).toBe('earlier=1\n');
  });
});
