import { describe, expect, it } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

describe('engine/driver/slots', () => {
  it('gives places in the order in which they are asked for', async () => {
    const slots = createSlots(1);
    const got: number[] = [];
    const first = await slots.take(never);
    const others = [1, 2].map(async (number) => {
      const give = await slots.take(never);
      got.push(number);
      give?.();
    });
    expect(got).toEqual([]);
    first?.();
    await Promise.all(others);
    expect(got).toEqual([1, 2]);
  });

  it('takes a place back once, however often it is given', async () => {
    const slots = createSlots(1);
    const give = await slots.take(never);
    give?.();
    give?.();
    await slots.take(never);
    const stop = new AbortController();
    const second = slots.take(stop.signal);
    stop.abort();
    expect(await second).toBeUndefined();
  });

  it('gives nothing to who has left the line, and passes its turn on', async () => {
    const slots = createSlots(1);
    const give = await slots.take(never);
    const stop = new AbortController();
    const left = slots.take(stop.signal);
    const stays = slots.take(never);
    stop.abort();
    give?.();
    expect(await left).toBeUndefined();
    expect(await stays).toBeTypeOf('function');
    expect(await slots.take(stop.signal)).toBeUndefined();
  });
});
