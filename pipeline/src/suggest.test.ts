import { describe, expect, it } from 'vitest';
import { suggest } from './suggest.ts';

describe('pipeline/suggest', () => {
  it('names what was probably meant, else what there is', () => {
    expect(suggest('biuld', ['test', 'build'])).toBe('Did you mean `build`?');
    expect(suggest('x', ['test', 'build'])).toBe('There is test, build.');
    expect(suggest('x', [])).toBe('There is none.');
    expect(
      suggest(
        'zzzzzz',
        Array.from({ length: 30 }, (_, index) => `t${index}`),
      ),
    ).toBe(
      'There is t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19 …',
    );
  });
});
