import { readEvent } from '@stepyard/events';
import { describe, expect, it } from 'vitest';
import { probe } from '../fixtures/probe.ts';
import { fakeExec, recordedEvent, runStep } from './index.ts';

describe('runtime/testing', () => {
  it('answers for tools, and says what was run', async () => {
    const exec = fakeExec([
      { command: 'git fetch', stderr: 'not yet\n', status: 128 },
      { command: 'git fetch', stdout: 'fetched\n' },
      { command: /^cat/, run: ({ stdin }) => expect(stdin).toBe('hello') },
    ]);
    const run = await runStep(
      probe,
      async (step) => {
        const first = await step.exec('git', ['fetch', '--depth', '1'], { accept: 'any', env: { A: '1' } });
        const second = await step.exec('git', ['fetch', '--depth', '2']);
        const third = await step.exec('git', ['fetch', '--depth', '3']);
        await step.exec('cat', [], { stdin: 'hello' });
        return { greeting: [first.status, second.stdout, third.stdout].join() };
      },
      { inputs: { name: 'you' }, exec },
    );
    expect(run).toMatchObject({ status: 'success', outputs: { greeting: '128,fetched\n,fetched\n' } });
    expect(run.calls.map(({ args }) => args.at(-1))).toEqual(['1', '2', '3', undefined]);
    expect(run.calls[0]).toMatchObject({ tool: 'git', cwd: run.workspace, env: { A: '1' } });
    expect(run.log).toContain('$ git fetch --depth 1\nnot yet\n');
  });

  it('fails a step that runs what has no answer', async () => {
    const run = await runStep(
      probe,
      async (step) => {
        await step.exec('git', ['push']);
        return { greeting: '' };
      },
      { inputs: { name: 'you' }, exec: fakeExec([{ command: 'git pull' }]) },
    );
    expect(run.failure).toMatchObject({
      code: 'INTERNAL',
      message: 'Error: fakeExec has no answer to `git push`; it has `git pull`.',
    });
  });

  it('fails as `run` does when inputs are wrong', async () => {
    const run = await runStep(probe, async () => ({ greeting: '' }), { inputs: { name: 'you', depth: -1 } });
    expect(run.status).toBe('failed');
    expect(run.log).toBe(
      [
        'probe: INPUT_INVALID: `depth` must be an integer of at least 0, got -1.',
        '  Set INPUT_DEPTH to an integer of at least 0, or leave it out for 1.',
        '',
      ].join('\n'),
    );
  });

  it('masks secret inputs in all that it gives back', async () => {
    const run = await runStep(
      probe,
      async (step) => {
        const { auth } = step.inputs;
        step.summary(auth.case === 'token' ? auth.token : '');
        return { greeting: auth.case === 'token' ? auth.token : '' };
      },
      { inputs: { name: 'you', auth: { case: 'token', token: 'hunter2-hunter2' } } },
    );
    expect(run.outputs).toEqual({ greeting: '***' });
    expect(run.summary).toBe('***\n');
  });

  it('cancels a tool that hangs', async () => {
    const stop = new AbortController();
    const run = await runStep(
      probe,
      async (step) => {
        setTimeout(() => stop.abort(), 10);
        await step.exec('mvn', ['package']);
        return { greeting: '' };
      },
      { inputs: { name: 'you' }, signal: stop.signal, exec: fakeExec([{ command: 'mvn', hangs: true }]) },
    );
    expect(run.status).toBe('aborted');
  });
});

describe('runtime/testing/recorded-event', () => {
  it.each([
    ['github-push', 'push'],
    ['github-tag', 'tag'],
    ['github-pull-request', 'pull-request'],
    ['gitlab-push', 'push'],
    ['gitlab-tag-push', 'tag'],
    ['gitlab-merge-request', 'pull-request'],
    ['manual', 'manual'],
    ['schedule', 'schedule'],
  ] as const)('gives %s', (name, kind) => {
    const event = recordedEvent(name);
    expect(event.data.kind).toBe(kind);
    expect(readEvent(event)).toEqual({ event });
  });
});
