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

  it('counts what runs already beyond its number', async () => {
    const slots = createSlots(1);
    const running = [slots.count(), slots.count()];
    let got = false;
    const next = slots.take(never).then(() => {
      got = true;
    });
    running[0]?.();
    await Promise.resolve();
    expect(got).toBe(false);
    running[1]?.();
    await next;
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
