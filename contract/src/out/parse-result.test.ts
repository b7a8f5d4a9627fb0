import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../result.ts';
import { parseResult } from './parse-result.ts';

const base = {
  contract: 1,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01.5Z',
} as const;

function problems(value: unknown): readonly string[] {
  return parseResult(JSON.stringify(value)).problems;
}

describe('contract/out/parse-result', () => {
  it('reads every kind of result', () => {
    const results: Result[] = [
      {
        ...base,
        status: 'success',
        template: 'clone@1.0.0',
        outputs: { commit: 'abc' },
        timings: { fetch: 12.5 },
      },
      { ...base, status: 'warning' },
      {
        ...base,
        status: 'failed',
        failure: { class: 'user', code: 'TESTS_FAILED', message: '3 tests failed.', hint: 'See them.' },
      },
      {
        ...base,
        status: 'suspended',
        wait: { until: '2026-01-01T00:02:00Z', reason: 'a decision', callback: true },
      },
    ];
    for (const result of results)
      expect(parseResult(JSON.stringify(result))).toEqual({ value: result, problems: [] });
  });

  it('leaves out what it does not know, and takes the class from the code', () => {
    const failure = { class: 'user', code: 'UNREACHABLE', message: 'm', hint: 'h', extra: 1 };
    expect(parseResult(JSON.stringify({ ...base, status: 'failed', failure, extra: 1 })).value).toEqual({
      ...base,
      status: 'failed',
      failure: { class: 'dependency', code: 'UNREACHABLE', message: 'm', hint: 'h' },
    });
    expect(parseResult(JSON.stringify({ ...base, status: 'success', failure })).value).toEqual({
      ...base,
      status: 'success',
    });
  });

  it('cuts long texts', () => {
    const failure = { code: 'TOOL_FAILED', message: '𝒳'.repeat(5_000), hint: 'h' };
    const { value } = parseResult(JSON.stringify({ ...base, status: 'failed', failure }));
    expect(value?.failure?.message).toBe(`${'𝒳'.repeat(2_047)}…`);
  });

  it('says all that is wrong', () => {
    expect(parseResult('{"contract":1').problems).toEqual(['result.json: is not JSON.']);
    expect(problems([])).toEqual(['result.json: Instance type "array" is invalid. Expected "object".']);
    expect(problems({ ...base, contract: 2, status: 'done', finishedAt: '2026-13-01T00:00:00Z' })).toEqual([
      'result.json: `contract`: Instance does not match 1.',
      'result.json: `status`: Instance does not match any of ["success","warning","failed","aborted","suspended"].',
      'result.json: `finishedAt`: There is no such time.',
    ]);
    expect(problems({ ...base, status: 'failed' })).toEqual([
      'result.json: `failure`: Must be there where the status is "failed".',
    ]);
    expect(problems({ ...base, status: 'suspended' })).toEqual([
      'result.json: `wait`: Must be there where the status is "suspended".',
    ]);
  });

  it('refuses a code that only an executor can give', () => {
    const failure = { code: 'NODE_LOST', message: 'm', hint: 'h' };
    expect(problems({ ...base, status: 'failed', failure })[0]).toMatch(
      /^result\.json: `failure\.code`: Instance does not match any of \["INPUT_MISSING",/,
    );
  });

  it('refuses what is nested deeply or has a key __proto__', () => {
    const deep = `{"outputs":{"a":${'['.repeat(500_000)}`;
    expect(parseResult(deep).problems).toEqual(['result.json: is nested deeper than 32 levels.']);
    expect(parseResult('{"outputs":{"__proto__":{"x":1}}}').problems).toEqual([
      'result.json: must not have a key named __proto__.',
    ]);
  });

  it('never throws, and what it reads it reads again', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            contract: fc.constantFrom<unknown>(1, 2, '1'),
            status: fc.constantFrom<unknown>('success', 'failed', 'suspended', 0),
            startedAt: fc.constantFrom<unknown>(base.startedAt, 'now', 5),
            finishedAt: fc.constantFrom<unknown>(base.finishedAt, null),
            outputs: fc.anything(),
            failure: fc.anything(),
            wait: fc.anything(),
            timings: fc.anything(),
          },
          { requiredKeys: [] },
        )
        .map((value) => text(value)),
    );
    fc.assert(
      fc.property(anything, (json) => {
        const { value, problems: found } = parseResult(json);
        if (value === undefined) expect(found).not.toEqual([]);
        else expect(parseResult(JSON.stringify(value))).toEqual({ value, problems: [] });
      }),
      { numRuns: 1_000 },
    );
  });
});

function text(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
