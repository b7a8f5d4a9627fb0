import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../source-files.ts';
import { recipes } from './recipe.ts';
import type { BuiltFacts } from './report.ts';
import { pinnedSizes, sizeOf, sizeProblems } from './sizes.ts';

describe('scripts/image/sizes.image', () => {
  it('finds every image as large as pinned, and pins no other', () => {
    const found = recipes().map(({ name }) => {
      const facts: Pick<BuiltFacts, 'layers' | 'unlocked'> = JSON.parse(
        readFileSync(join(root, 'dist/images/built', `${name}.json`), 'utf8'),
      );
      return [name, { ...sizeOf(facts), unlocked: facts.unlocked.length > 0 }] as const;
    });
    expect(sizeProblems(Object.fromEntries(found), pinnedSizes())).toEqual([]);
    expect(Object.keys(pinnedSizes())).toEqual(found.map(([name]) => name).sort());
  });
});
