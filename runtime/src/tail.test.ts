import { describe, expect, it } from 'vitest';
import { createTail } from './tail.ts';

describe('runtime/tail', () => {
  it('keeps all while there is room', () => {
    const tail = createTail(5);
    for (const text of ['a', 'bc', 'de']) tail.push(Buffer.from(text));
    expect(tail.text()).toBe('abcde');
    expect(tail.truncated()).toBe(false);
  });

  it('keeps the end from the first whole line on, whatever the size of the chunks', () => {
    for (const size of [1, 3, 4, 100]) {
      const tail = createTail(10);
      const whole = Buffer.from(
        Array.from({ length: 3_000 }, (_, n) => (n % 10 === 4 ? '\n' : String(n % 10))).join(''),
      );
      for (let at = 0; at < whole.length; at += size) tail.push(whole.subarray(at, at + size));
      expect(tail.text()).toBe('56789');
      expect(tail.truncated()).toBe(true);
      expect(tail.text()).toBe('56789');
    }
  });

  it('keeps nothing of a line that is longer than there is room', () => {
    const tail = createTail(5);
    tail.push(Buffer.from('planted-secret'));
    expect(tail.text()).toBe('');
  });
});
