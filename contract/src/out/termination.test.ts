import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../result.ts';
import { parseTerminationMessage } from './termination.ts';
import { terminationMessage } from './termination-message.ts';

const times = { startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z' };

function failedWith(message: string, hint: string): Result {
  const failure = { class: 'user', code: 'TOOL_FAILED', message, hint } as const;
  return { contract: 1, status: 'failed', failure, ...times };
}

describe('contract/out/termination', () => {
  it('writes and reads the short form', () => {
    const wait = { until: '2026-01-01T00:02:00Z', reason: 'a decision', callback: true } as const;
    expect(
      parseTerminationMessage(terminationMessage({ contract: 1, status: 'suspended', wait, ...times })),
    ).toEqual({
      status: 'suspended',
      wait,
    });
    expect(parseTerminationMessage(terminationMessage(failedWith('It failed.', 'Mend it.')))).toEqual({
      status: 'failed',
      code: 'TOOL_FAILED',
      message: 'It failed.',
      hint: 'Mend it.',
    });
  });

  it('has at most 4096 bytes, whatever the texts', () => {
    const long = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6_000, size: 'max' }),
      fc.constantFrom(
        'é'.repeat(9_000),
        '\0'.repeat(9_000),
        '"'.repeat(9_000),
        '𝒳'.repeat(9_000),
        'x'.repeat(99_999),
      ),
    );
    fc.assert(
      fc.property(long, long, (message, hint) => {
        const text = terminationMessage(failedWith(message, hint));
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
        expect(parseTerminationMessage(text)?.code).toBe('TOOL_FAILED');
      }),
    );
  });

  it('takes nothing else for a message of ours', () => {
    for (const text of [
      '',
      'Error',
      '{}',
      '[]',
      '{"status":"ok"}',
      `{"status":"failed","x":"${'x'.repeat(5_000)}"}`,
    ]) {
      expect(parseTerminationMessage(text)).toBeUndefined();
    }
  });
});
