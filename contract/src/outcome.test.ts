import { describe, expect, it } from 'vitest';
import { exitStatus } from './exit-status.ts';
import { type FailureCode, failures } from './failure.ts';
import { outcome } from './outcome.ts';
import type { Result, ResultStatus } from './result.ts';

const times = { startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z' };
const wait = { until: '2026-01-01T00:01:00Z', reason: 'the build' };

function result(status: ResultStatus, code?: FailureCode): Result {
  const failure = code && { class: failures[code].class, code, message: 'It failed.', hint: 'Mend it.' };
  return {
    contract: 1,
    status,
    ...times,
    ...(failure && { failure }),
    ...(status === 'suspended' && { wait }),
  };
}

/** Status and code, as short as they can be said. */
function short(...given: Parameters<typeof outcome>): string {
  const { status, failure } = outcome(...given);
  return failure === undefined ? status : `${status} ${failure.code} ${failure.class}`;
}

describe('contract/outcome', () => {
  it('knows what the exit statuses of a labelled image mean', () => {
    const statuses = [0, 1, 2, 3, 70, 75, 79, 124, 137, 143, 255];
    expect(statuses.map((status) => `${status} ${short({ status }, { labelled: true })}`)).toEqual([
      '0 success',
      '1 failed TOOL_FAILED user',
      '2 failed INPUT_INVALID configuration',
      '3 failed TOOL_FAILED user',
      '70 failed INTERNAL infrastructure',
      '75 failed UNREACHABLE dependency',
      '79 suspended',
      '124 failed TIMEOUT timeout',
      '137 failed TOOL_FAILED user',
      '143 aborted CANCELLED cancelled',
      '255 failed TOOL_FAILED user',
    ]);
  });

  it('takes every status but 0 of another image for a failure of its user', () => {
    for (const status of [1, 2, 70, 75, 79, 124, 143, 255]) {
      expect(short({ status }, { labelled: false })).toBe('failed TOOL_FAILED user');
    }
    expect(outcome({ status: 75 }, { labelled: false }).failure).toEqual({
      class: 'user',
      code: 'TOOL_FAILED',
      message: 'The step ended with exit status 75 and gave no result.',
      hint: 'The log of the step says more.',
    });
    expect(short({ signal: 'SIGKILL' }, { labelled: false })).toBe('failed TOOL_FAILED user');
    expect(short({ status: 0 }, { labelled: false })).toBe('success');
  });

  it('takes the failure and the wait from the result, label or not', () => {
    for (const labelled of [true, false]) {
      const options = { labelled };
      expect(short({ status: 75, result: result('failed', 'RATE_LIMITED') }, options)).toBe(
        'failed RATE_LIMITED dependency',
      );
      expect(short({ status: 0, result: result('warning') }, options)).toBe('warning');
      expect(short({ status: 143, result: result('aborted', 'CANCELLED') }, options)).toBe(
        'aborted CANCELLED cancelled',
      );
      expect(outcome({ status: 79, result: result('suspended') }, options)).toEqual({
        status: 'suspended',
        wait,
      });
    }
  });

  it('takes the worse of two where result and exit status differ', () => {
    const options = { labelled: true };
    expect(short({ status: 1, result: result('success') }, options)).toBe('failed TOOL_FAILED user');
    expect(short({ status: 70, result: result('suspended') }, options)).toBe(
      'failed INTERNAL infrastructure',
    );
    expect(short({ status: 0, result: result('failed', 'TESTS_FAILED') }, options)).toBe(
      'failed TESTS_FAILED user',
    );
    expect(short({ status: 79, result: result('failed', 'TESTS_FAILED') }, options)).toBe(
      'failed TESTS_FAILED user',
    );
    expect(short({ status: 0, result: result('suspended') }, options)).toBe('failed INTERNAL infrastructure');
    expect(short({ signal: 'SIGKILL', result: result('success') }, options)).toBe('failed TOOL_FAILED user');
  });

  it('believes the executor before the step, but not against a success', () => {
    const oom = { cause: 'OOM' } as const;
    expect(short({ ...oom, status: 1, result: result('failed', 'TOOL_FAILED') }, { labelled: true })).toBe(
      'failed OOM infrastructure',
    );
    expect(short({ ...oom, status: 0, result: result('success') }, { labelled: true })).toBe('success');
    expect(outcome({ cause: 'NODE_LOST', message: 'node n1 is gone' }, { labelled: false }).failure).toEqual({
      class: 'infrastructure',
      code: 'NODE_LOST',
      message: 'node n1 is gone',
      hint: 'The platform starts it again elsewhere.',
    });
  });

  it('says cancelled or timeout for what was stopped, unless it had succeeded', () => {
    const killed = { status: 143 };
    expect(short(killed, { labelled: false, stopped: 'cancel' })).toBe('aborted CANCELLED cancelled');
    expect(short({ signal: 'SIGKILL' }, { labelled: true, stopped: 'timeout' })).toBe(
      'failed TIMEOUT timeout',
    );
    expect(
      short({ status: 143, result: result('aborted', 'CANCELLED') }, { labelled: true, stopped: 'timeout' }),
    ).toBe('failed TIMEOUT timeout');
    expect(short({ status: 0 }, { labelled: false, stopped: 'cancel' })).toBe('success');
  });

  it('has an outcome for every exit status of every failure', () => {
    for (const [code, kind] of Object.entries(failures)) {
      if (!('exit' in kind)) continue;
      const known = Object.entries(failures).map(([name]) => name);
      const status = kind.exit === exitStatus.cancelled ? 'aborted' : 'failed';
      expect(known).toContain(code);
      expect(outcome({ status: kind.exit }, { labelled: true }).status).toBe(status);
    }
  });
});
