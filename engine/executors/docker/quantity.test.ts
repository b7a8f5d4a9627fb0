import { describe, expect, it } from 'vitest';
import { quantity } from './quantity.ts';

describe('engine/executors/docker/quantity', () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    ['1.5', 1.5],
    ['2Gi', 2 ** 31],
    ['100M', 1e8],
    ['64Ki', 65_536],
    ['much', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (text, number) => expect(quantity(text)).toBe(number));
});
