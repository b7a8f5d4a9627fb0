import { describe, expect, it } from 'vitest';
import { maskFrames } from './mask-frames.ts';

describe('engine/executors/docker/mask-frames', () => {
  it('gives each form of a secret once, in the order of their bytes', () => {
    const frames = maskFrames(['pass word', 'pass word', 'pass', 'no', 'ünïcode']);
    const texts = frames.map(({ bytes }) => bytes.toString());
    expect(texts).toEqual(expect.arrayContaining(['pass', 'pass word', 'pass%20word', 'ünïcode']));
    expect(texts).not.toContain('no');
    expect(new Set(texts).size).toBe(texts.length);
    const inOrder = frames.map(({ bytes }) => bytes).toSorted(Buffer.compare);
    expect(frames.map(({ bytes }) => bytes)).toEqual(inOrder);
  });

  it('leaves out what the init would refuse', () => {
    const sizes = maskFrames(['x'.repeat(300_000), 'fits']).map(({ bytes }) => bytes.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(262_144);
    const many = Array.from({ length: 70 }, (_, index) => `${index}`.padEnd(250_000, 'y'));
    const total = maskFrames(many).reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(total).toBeLessThanOrEqual(16 * 2 ** 20);
  });
});
