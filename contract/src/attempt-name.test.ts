import { describe, expect, it } from 'vitest';
import { attemptName } from './attempt-name.ts';

describe('contract/attempt-name', () => {
  it('joins run, task and attempt, and counts resumptions', () => {
    expect(attemptName('site-12', 'build', 1)).toBe('site-12-build-1');
    expect(attemptName('site-12', 'build', 3, 1)).toBe('site-12-build-3');
    expect(attemptName('site-12', 'build', 3, 2)).toBe('site-12-build-3-s2');
  });

  it('keeps 63 characters and cuts from 64 on', () => {
    expect(attemptName(`${'r'.repeat(50)}-1`, 'a-task-x', 1)).toBe(`${'r'.repeat(50)}-1-a-task-x-1`);
    expect(attemptName(`${'r'.repeat(50)}-1`, 'a-task-id', 1)).toBe(`${'r'.repeat(50)}-1-a-b74ce934`);
  });

  it('ends with 8 hex digits of the whole where it is cut', () => {
    const run = `${'r'.repeat(60)}-1`;
    const names = [attemptName(run, 'a', 1), attemptName(run, 'b', 1), attemptName(run, 'b', 1, 2)];
    expect(names).toEqual([
      `${'r'.repeat(54)}-91977ab6`,
      `${'r'.repeat(54)}-68c5aed6`,
      `${'r'.repeat(54)}-c3622e33`,
    ]);
    expect(attemptName(run, 'a', 1)).toBe(names[0]);
  });

  it('is a DNS label also where the cut falls on a dash', () => {
    expect(attemptName(`${'r'.repeat(53)}-${'q'.repeat(20)}`, 'a', 1)).toMatch(/^r{53}-[0-9a-f]{8}$/);
  });
});
