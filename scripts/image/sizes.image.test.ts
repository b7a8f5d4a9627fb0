import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleOnly, goals } from '../../test/support/image-goals.ts';
import { root } from '../source-files.ts';
import { openLayout } from './layout.ts';
import { recipes } from './recipe.ts';
import type { BuiltFacts } from './report.ts';
import { drifts, imageSize, pinnedSizes, sizeOf, sizeProblems } from './sizes.ts';

const layout = openLayout(join(root, 'dist/images'));

function factsOf(name: string): Pick<BuiltFacts, 'layers' | 'unlocked'> {
  return JSON.parse(readFileSync(join(layout.folder, 'built', `${name}.json`), 'utf8'));
}

describe('scripts/image/sizes.image', () => {
  it('finds every image as large as pinned, and pins no other', () => {
    const found = recipes().map((recipe) => {
      const facts = factsOf(recipe.name);
      const below = recipe.on === undefined ? undefined : factsOf(recipe.on);
      return [recipe.name, { ...sizeOf(facts, below), drifting: drifts(recipe, facts.unlocked) }] as const;
    });
    expect(sizeProblems(Object.fromEntries(found), pinnedSizes())).toEqual([]);
    expect(Object.keys(pinnedSizes())).toEqual(found.map(([name]) => name).sort());
  });

  it('finds the base, and what a bundle adds to it, as small as meant', () => {
    expect(imageSize(factsOf('base'))).toBeLessThanOrEqual(goals.base);
    const added = recipes()
      .filter(bundleOnly)
      .map(({ name }) => [name, sizeOf(factsOf(name), factsOf('base')).own] as const);
    expect(added.length).toBeGreaterThan(3);
    expect(added.filter(([, own]) => own > goals.bundle)).toEqual([]);
  });

  it('leaves the libraries that bundles have in common to the base', () => {
    const listed = (name: string) => {
      const { digest = '' } = factsOf(name).layers.at(-1) ?? {};
      return execFileSync('tar', ['-tzf', layout.blob(digest)], { encoding: 'utf8' }).split('\n');
    };
    expect(listed('base')).toContainEqual(expect.stringMatching(/^stepyard\/lib\/s3-client-\w+\.js$/));
    for (const { name, manifest } of recipes()) {
      if (manifest === undefined) continue;
      const files = listed(name);
      expect(files, name).toContain('stepyard/main.js');
      expect(files.filter((path) => path.startsWith('stepyard/lib/'))).toEqual([]);
    }
  });
});
