import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleFixture } from './fixtures/bundle-fixture.ts';
import { probe } from './fixtures/probe.ts';
import { recordedEvent, type StartStepOptions, scratchDirectory, startStep } from './testing/index.ts';

const main = await bundleFixture('probe-main');
const token = 'hunter2-and-more';

function start(act: string, options: StartStepOptions = {}) {
  return startStep(probe, main, { ...options, inputs: { name: 'you', act, ...options.inputs } });
}

describe('runtime/run', () => {
  it('writes outputs and result, and ends with 0', async () => {
    const end = await start('greet').end;
    expect(end.status).toBe(0);
    expect(end.outputs).toEqual({ greeting: 'hello you' });
    expect(end.result).toEqual({
      contract: 1,
      template: 'probe@1.2.3',
      status: 'success',
      outputs: { greeting: 'hello you' },
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      timings: { inputs: expect.any(Number), work: expect.any(Number) },
    });
    expect([...end.files.keys()].sort()).toEqual(['outputs.json', 'result.json']);
    expect(end.log).toBe('depth 1\n');
  });

  it('prints the outputs where it is run by hand', async () => {
    const end = await start('greet', { out: false, args: ['--name', 'them'] }).end;
    expect(end.stdout).toBe('depth 1\noutputs: {"greeting":"hello them"}\n');
    expect(end.status).toBe(0);
  });

  it('ends with 2 and all problems when inputs are wrong', async () => {
    const end = await startStep(probe, main, { env: { INPUT_DEPTH: 'one', INPUT_NAEM: 'you' } }).end;
    expect(end.status).toBe(2);
    expect(end.stderr).toBe(
      [
        'probe: INPUT_UNKNOWN: No input has the variable `INPUT_NAEM`.',
        '  Did you mean `INPUT_NAME`?',
        'probe: INPUT_MISSING: `name` must be given.',
        '  Set INPUT_NAME to text.',
        'probe: INPUT_INVALID: `depth` must be an integer of at least 0, got "one".',
        '  Set INPUT_DEPTH to an integer of at least 0, or leave it out for 1.',
        '',
      ].join('\n'),
    );
    expect(end.result?.failure).toMatchObject({ class: 'configuration', code: 'INPUT_UNKNOWN' });
  });

  it('takes an input that is not given from the event', async () => {
    const end = await startStep(probe, main, { event: recordedEvent('gitlab-push') }).end;
    expect(end.outputs).toEqual({ greeting: 'hello main' });
  });

  it('refuses facts that are none', async () => {
    const directory = scratchDirectory();
    const path = join(directory, 'fact.json');
    const refused = async (variable: string, content: string) => {
      writeFileSync(path, content);
      const end = await start('greet', { env: { [variable]: path } }).end;
      expect(end.status).toBe(2);
      return end.stderr.split('\n')[0];
    };
    expect(await refused('STEPYARD_EVENT', '{"specversion":"1.0","data":{"untrusted":[]}}')).toMatch(
      /^probe: INPUT_INVALID: `STEPYARD_EVENT` must name an event: /,
    );
    expect(await refused('STEPYARD_STATE', '{')).toMatch(
      /^probe: INPUT_INVALID: `STEPYARD_STATE` must name a JSON file: Expected property name/,
    );
    expect(await refused('STEPYARD_TASK', '{"contract":2}')).toBe(
      'probe: INPUT_INVALID: `STEPYARD_TASK` must name the facts of a task of contract 1.',
    );
  });

  it('prints help, version and manifest, and does nothing', async () => {
    const help = await startStep(probe, main, { args: ['--help'] }).end;
    expect(help).toMatchObject({ status: 0, stderr: '', result: undefined });
    expect(help.stdout).toMatch(/^probe 1.2.3: Probe\n/);
    const version = await startStep(probe, main, { args: ['--version'] }).end;
    expect(version).toMatchObject({ status: 0, stdout: 'probe 1.2.3\n' });
    const manifest = await startStep(probe, main, { args: ['--manifest'] }).end;
    expect(JSON.parse(manifest.stdout)).toEqual(probe);
  });

  it('masks secrets in its own output, in that of tools and in every file', async () => {
    const end = await start('leak', { inputs: { auth: { case: 'token', token } } }).end;
    expect(end.status).toBe(0);
    expect(end.stdout.split('\n')).toContain('log ***');
    expect(end.stdout.split('\n')).toContain('tool ***');
    expect(end.stderr.split('\n')).toContain('error ***');
    expect(end.files.get('summary.md')).toBe('summary ***\n');
    expect(end.annotations).toEqual([{ level: 'notice', message: 'annotation ***' }]);
    expect(end.metrics).toBe('# TYPE probe_metric gauge\nprobe_metric{label="***"} 1\n');
    expect(end.statusText).toBe('status ***');
    for (const text of [end.log, ...end.files.values()]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(Buffer.from(token).toString('base64').slice(0, 16));
    }
  });

  it.each(['leak-error', 'leak-crash'])('masks secrets in failures: %s', async (act) => {
    const end = await start(act, { inputs: { auth: { case: 'token', token } } }).end;
    expect(end.status).toBe(act === 'leak-error' ? 1 : 70);
    expect(end.log).toContain('with ***');
    for (const text of [end.log, ...end.files.values()]) expect(text).not.toContain(token);
  });

  it('shows a stack for INTERNAL only', async () => {
    const crash = await start('leak-crash', { inputs: { auth: { case: 'token', token } } }).end;
    expect(crash.stderr).toMatch(
      /^probe: INTERNAL: Error: crashed with \*{3}\n {2}This is a fault of the template or its image; report it with the lines below.\n {2}Error: crashed with \*{3}\n {6}at /,
    );
    const refused = await start('leak-error', { inputs: { auth: { case: 'token', token } } }).end;
    expect(refused.stderr).toBe('probe: REJECTED: refused with ***\n  not ***\n');
  });

  it('gives tools a clean environment without inputs and secrets', async () => {
    const inputs = { auth: { case: 'token' } };
    const env = {
      INPUT_AUTH__TOKEN: token,
      DEPLOY_KEY: 'x',
      AUTHORED: 'y',
      HTTPS_PROXY: 'http://proxy.example',
    };
    const end = await start('environment', { inputs, env, task: { env: ['AUTHORED'] } }).end;
    const [names = '[]', own] = end.stdout.split('\n');
    const given: string[] = JSON.parse(names);
    expect(given).toEqual(expect.arrayContaining(['PATH', 'HOME', 'LANG', 'AUTHORED', 'HTTPS_PROXY']));
    expect(given).not.toContain('DEPLOY_KEY');
    expect(given.filter((name) => /^(INPUT|STEPYARD)_/.test(name))).toEqual([]);
    expect(own).toBe('own token gone');
  });

  it('masks the values of secret variables that the author set', async () => {
    const task = { env: ['PASSWORD'], secretEnv: ['PASSWORD'] };
    const end = await start('greet', { env: { PASSWORD: token }, task, inputs: { name: token } }).end;
    expect(end.outputs).toEqual({ greeting: 'hello ***' });
  });

  it('gives nothing that is printed a meaning', async () => {
    const end = await start('commands').end;
    expect(end.status).toBe(0);
    expect(end.outputs).toEqual({ greeting: 'hello you' });
    expect([...end.files.keys()].sort()).toEqual(['outputs.json', 'result.json']);
    expect(end.stdout).toContain('##vso[task.setvariable]bad');
  });

  it('ends as warning when it warned', async () => {
    const end = await start('warn').end;
    expect(end.status).toBe(0);
    expect(end.result).toMatchObject({ status: 'warning', outputs: { greeting: 'hello you', count: 2 } });
    expect(end.stderr).toBe('warning: look at this\n');
    expect(end.annotations).toEqual([{ level: 'warning', message: 'look at this' }]);
  });

  it('refuses outputs that are not as declared', async () => {
    const end = await start('wrong-output').end;
    expect(end.status).toBe(70);
    expect(end.result?.failure?.message).toBe(
      'the outputs are not as declared: `other` is not an output of `probe`. `greeting` must be text, got 1.',
    );
    expect(end.outputs).toBeUndefined();
  });

  it('refuses outputs that the platform would not read', async () => {
    const end = await start('big').end;
    expect(end.status).toBe(1);
    expect(end.result?.failure).toEqual({
      class: 'user',
      code: 'TOOL_FAILED',
      message: 'the outputs must have at most 900000 bytes together, got 1000015.',
      hint: 'Write what is long to a file of the workspace, and give its path.',
    });
  });

  it('takes credentials out of URLs', async () => {
    const end = await start('url').end;
    expect(end.log).toBe(
      'fetching https://git.example/a.git\nprobe: REJECTED: https://git.example/a.git was refused.\n  No.\n',
    );
    expect(end.result?.failure?.message).toBe('https://git.example/a.git was refused.');
  });

  it.each([
    ['forgotten-rejection', 70, 'probe: INTERNAL: Error: nobody waited for me'],
    ['thrown-late', 75, 'probe: UNREACHABLE: git.example could not be reached.\n  Check the URL.'],
    ['nothing-left', 70, 'probe: INTERNAL: the work did not end: nothing was left to wait for.'],
    ['exit', 70, 'probe: INTERNAL: the work did not end: the process ended by itself, with status 0.'],
  ])('loses no error: %s', async (act, status, text) => {
    const end = await start(act, { task: { graceMs: 500 } }).end;
    expect(end.stderr).toContain(text);
    expect(end.status).toBe(status);
    expect(end.result?.status).toBe('failed');
  });

  it('suspends a wait with 79 where the platform resumes, and goes on with its state', async () => {
    const first = await start('wait', { task: { suspendable: true } }).end;
    expect(first.status).toBe(79);
    expect(first.result).toMatchObject({ status: 'suspended', wait: { reason: 'the build' } });
    expect(first.state).toMatchObject({ waits: { 'the build': { state: { build: 7 } } } });
    const second = await start('wait', { task: { suspendable: true, start: 2 }, state: first.state }).end;
    expect(second.status).toBe(0);
    expect(second.outputs).toEqual({ greeting: 'built 7' });
  });

  it('gives the directory of a cache, and one of its own without a platform', async () => {
    const cache = join(scratchDirectory(), 'cache');
    const given = await start('cache', { caches: { 'big-files': cache } }).end;
    expect(given.outputs).toEqual({ greeting: cache });
    expect(existsSync(cache)).toBe(true);
    const own = await start('cache').end;
    expect(own.status).toBe(0);
  });

  it('gives tools a private home that is removed in the end', async () => {
    const end = await start('home').end;
    const [mode, home = ''] = end.stdout.split('\n').slice(1);
    expect(mode).toBe('700');
    expect(existsSync(home)).toBe(false);
  });

  it('works in the real path of a linked workspace', async () => {
    const directory = scratchDirectory();
    mkdirSync(join(directory, 'real'));
    symlinkSync('real', join(directory, 'link'));
    const end = await start('greet', { workspace: join(directory, 'link') }).end;
    expect(end.status).toBe(0);
    expect(realpathSync(join(directory, 'link'))).toBe(join(directory, 'real'));
  });
});
