import { describe, expect, it } from 'vitest';
import { sizeProblems } from './sizes.ts';

const pinned = { clone: { image: 100_000_000, last: 200_000 } };

describe('scripts/image/sizes', () => {
  it('accepts what is as large as pinned, or nearly', () => {
    expect(sizeProblems({ clone: { image: 100_100_000, last: 199_000 } }, pinned)).toEqual([]);
  });

  it('bears updates of Debian where the lock is not met', () => {
    const found = { image: 108_000_000, last: 200_000 };
    expect(sizeProblems({ clone: { ...found, unlocked: true } }, pinned)).toEqual([]);
    expect(sizeProblems({ clone: found }, pinned)).toEqual([
      '`clone`: it has 108000000 bytes, pinned are 100000000: larger by 8000000.',
    ]);
  });

  it('refuses in both directions, and what is not pinned', () => {
    const found = { clone: { image: 90_000_000, last: 300_000 }, npm: { image: 1, last: 1 } };
    expect(sizeProblems(found, pinned)).toEqual([
      '`clone`: it has 90000000 bytes, pinned are 100000000: smaller by 10000000.',
      '`clone`: its last layer has 300000 bytes, pinned are 200000: larger by 100000.',
      '`npm` has no size in runtime/image-sizes.json.',
    ]);
  });
});
