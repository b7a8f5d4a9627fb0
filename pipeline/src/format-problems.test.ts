import { describe, expect, it } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { problem } from './problem.ts';

const at = (line: number, column: number, file = 'p.yaml') => ({ file, line, column });

describe('pipeline/format-problems', () => {
  it('gives two lines for each, in the order of the file', () => {
    expect(
      formatProblems([
        problem({ at: at(12, 7), rule: 'b', message: 'B.', hint: 'Do b.' }),
        problem({ at: at(2, 9), rule: 'a', message: 'A.', hint: 'Do a.', severity: 'warning' }),
      ]),
    ).toBe('p.yaml:2:9 warning a: A.\n  Do a.\np.yaml:12:7 b: B.\n  Do b.\n');
    expect(formatProblems([])).toBe('');
  });

  it('prints nothing that a terminal obeys', () => {
    expect(
      formatProblems([problem({ at: at(1, 1), rule: 'a', message: 'a\u001b[31m\nb\u009b', hint: '\u0007' })]),
    ).toBe('p.yaml:1:1 a: a\\u001b[31m\\nb\\u009b\n  \\u0007\n');
  });
});
