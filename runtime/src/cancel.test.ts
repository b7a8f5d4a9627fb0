import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bundleFixture } from './fixtures/bundle-fixture.ts';
import { probe } from './fixtures/probe.ts';
import { type StartStepOptions, startStep } from './testing/index.ts';

const main = await bundleFixture('probe-main');

function start(act: string, task: NonNullable<StartStepOptions['task']> = {}) {
  return startStep(probe, main, { inputs: { name: 'you', act }, task });
}

/** A process that has ended stays listed as a zombie until its parent asks for it. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

describe('runtime/cancel', () => {
  describe('of a step that was suspended', () => {
    const state = {
      waits: { 'the build': { since: Date.now(), interval: 1, state: { build: 9 }, undo: true } },
    };
    const resumed = (depth: number, task: NonNullable<StartStepOptions['task']>) =>
      startStep(probe, main, {
        inputs: { name: 'you', act: 'undo', depth },
        task: { start: 2, suspendable: true, ...task },
        state,
      });

    it('says at its suspension that there is something to undo', async () => {
      const end = await start('undo', { suspendable: true }).end;
      expect(end.status).toBe(79);
      expect(end.result).toMatchObject({ status: 'suspended', wait: { reason: 'the build', undo: true } });
    });

    it('undoes what it waits for in a start for that, and ends as aborted', async () => {
      const end = await resumed(1, { cancelled: true }).end;
      expect(end.stdout).toBe('stopped build 9; cancelled true\n');
      expect(end.status).toBe(143);
      expect(end.result).toMatchObject({
        status: 'aborted',
        failure: { code: 'CANCELLED', message: 'the task was cancelled while it waited for the build.' },
      });
    });

    it('undoes nothing where the wait is over, and is aborted all the same', async () => {
      const end = await resumed(0, { cancelled: true }).end;
      expect(end.stdout).toBe('');
      expect(end.result?.failure?.message).toBe('the task was cancelled while it was suspended.');
    });

    it('asks for such a start where it is stopped before it comes to its wait', async () => {
      const step = resumed(2, {});
      await step.printed('working');
      step.kill('SIGTERM');
      const end = await step.end;
      expect(end.status).toBe(79);
      expect(end.result).toMatchObject({ status: 'suspended', wait: { reason: 'the build', undo: true } });
      expect(JSON.parse(end.files.get('state.json') ?? '')).toEqual(state);
    });
  });

  it('ends tools, runs clean-ups and ends as aborted on SIGTERM', async () => {
    const step = start('hang');
    await step.printed('started');
    step.kill('SIGTERM');
    const end = await step.end;
    expect(end.status).toBe(143);
    expect(end.stdout).toContain('cleaned up: cancelled\n');
    expect(end.stderr).toBe(
      'probe: CANCELLED: the step was cancelled by SIGTERM.\n  Start it again if it should go on.\n',
    );
    expect(end.result).toMatchObject({
      status: 'aborted',
      failure: { class: 'cancelled', code: 'CANCELLED' },
    });
  });

  it('kills a tool that does not heed SIGTERM', async () => {
    const step = start('stubborn', { graceMs: 1_000 });
    await step.printed('started');
    step.kill('SIGINT');
    const end = await step.end;
    expect(end.status).toBe(143);
    expect(end.result?.failure?.message).toBe('the step was cancelled by SIGINT.');
  });

  it.each(['deaf', 'slow-clean-up'])(
    'ends inside the grace period whatever the work does: %s',
    async (act) => {
      const step = start(act, { graceMs: 600 });
      await step.printed('started');
      step.kill('SIGTERM');
      const end = await step.end;
      expect(end.status).toBe(143);
      expect(end.result?.status).toBe('aborted');
    },
  );

  it('ends at once on a second SIGTERM', async () => {
    const step = start('deaf', { graceMs: 600_000 });
    await step.printed('started');
    step.kill('SIGTERM');
    step.kill('SIGINT');
    const end = await step.end;
    expect(end.status).toBe(143);
    expect(end.result?.status).toBe('aborted');
  });

  it('T1.3: fails with TIMEOUT and 124 at the deadline', async () => {
    const deadline = new Date(Date.now() + 700).toISOString();
    const end = await start('hang', { deadline, graceMs: 2_000 }).end;
    expect(end.status).toBe(124);
    expect(end.result).toMatchObject({
      status: 'failed',
      failure: {
        class: 'timeout',
        code: 'TIMEOUT',
        message: `the task did not end before its deadline, ${deadline}.`,
        hint: 'Give the task a longer `timeout`, or see in the log what takes the time.',
      },
    });
  });

  it('leaves nothing running in the background when the step ends', async () => {
    const end = await start('background').end;
    const pid = Number(/background (\d+)/.exec(end.stdout)?.[1]);
    expect(end.status).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});
