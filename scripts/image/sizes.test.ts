import { describe, expect, it } from 'vitest';
import { drifts, sizeOf, sizeProblems } from './sizes.ts';

const pinned = { clone: { own: 10_000_000, last: 200_000 } };

describe('scripts/image/sizes', () => {
  it('counts what an image adds to the one that it stands on', () => {
    const base = { layers: [{ digest: 'node', size: 40 }] };
    const clone = { layers: [...base.layers, { digest: 'git', size: 7 }, { digest: 'bundle', size: 2 }] };
    expect(sizeOf(base)).toEqual({ own: 40, last: 40 });
    expect(sizeOf(clone, base)).toEqual({ own: 9, last: 2 });
  });

  it('accepts what is as large as pinned, or nearly', () => {
    expect(sizeProblems({ clone: { own: 10_100_000, last: 199_000 } }, pinned)).toEqual([]);
  });

  it('bears updates of Debian where the lock is not met, but not in a bundle', () => {
    const found = { own: 10_800_000, last: 200_000 };
    expect(sizeProblems({ clone: { ...found, drifting: true } }, pinned)).toEqual([]);
    expect(sizeProblems({ clone: found }, pinned)).toEqual([
      '`clone`: it has 10800000 bytes of its own, pinned are 10000000: larger by 800000.',
    ]);
    expect(sizeProblems({ clone: { own: 10_008_000, last: 208_000, drifting: true } }, pinned)).toEqual([
      '`clone`: its last layer has 208000 bytes of its own, pinned are 200000: larger by 8000.',
    ]);
  });

  it('always bears them in the image whose Debian the lock does not name', () => {
    expect(drifts({ name: 'tools' }, [])).toBe(true);
    expect(drifts({ name: 'clone' }, [])).toBe(false);
    expect(drifts({ name: 'clone' }, ['deb amd64 subversion 1.14 aaa'])).toBe(true);
    const tools = { own: 64_000_000, last: 64_000_000, drifting: true };
    expect(sizeProblems({ tools }, { tools: { own: 60_000_000, last: 60_000_000 } })).toEqual([]);
  });

  it('refuses in both directions, and what is not pinned', () => {
    const found = { clone: { own: 9_000_000, last: 300_000 }, npm: { own: 1, last: 1 } };
    expect(sizeProblems(found, pinned)).toEqual([
      '`clone`: it has 9000000 bytes of its own, pinned are 10000000: smaller by 1000000.',
      '`clone`: its last layer has 300000 bytes of its own, pinned are 200000: larger by 100000.',
      '`npm` has no size in runtime/image-sizes.json.',
    ]);
  });
});
