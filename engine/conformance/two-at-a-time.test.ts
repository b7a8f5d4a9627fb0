import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { twoAtATime } from './two-at-a-time.ts';

describe('engine/conformance/two-at-a-time', () => {
  it('gives the results in order, with two at work', async () => {
    let working = 0;
    const seen: number[] = [];
    const found = await twoAtATime([3, 0, 2, 1], async (turns) => {
      seen.push(++working);
      for (let count = 0; count < turns; count++) await turn();
      working -= 1;
      return turns * 10;
    });
    expect(found).toEqual([30, 0, 20, 10]);
    expect(Math.max(...seen)).toBe(2);
  });

  it('begins nothing more where one fails, and waits for what has begun', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const all = twoAtATime([1, 2, 3, 4], async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('no');
      await turn();
      ended.push(item);
    });
    await expect(all).rejects.toThrow('no');
    expect([begun, ended]).toEqual([[1, 2], [1]]);
  });
});
