import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../source-files.ts';
import { bundledPackages, packagesOf } from './packages.ts';

describe('scripts/image/packages', () => {
  it('names the packages that files belong to, each once, and none of the repository', () => {
    const files = ['yaml/dist/index.js', 'yaml/dist/schema.js', '@aws-sdk/client-s3/dist-es/index.js'];
    const found = bundledPackages([
      ...files.map((file) => join(root, 'node_modules', file)),
      join(root, 'contract/src/index.ts'),
    ]);
    expect(found).toEqual([
      { kind: 'npm', name: '@aws-sdk/client-s3', version: expect.any(String), licence: 'Apache-2.0' },
      { kind: 'npm', name: 'yaml', version: expect.any(String), licence: 'ISC' },
    ]);
  });

  it('names those of the libraries in the base in every bill of materials', () => {
    const libraries = [{ kind: 'npm', name: 'x', version: '1.0.0', licence: 'MIT' }];
    const inventory = [['stepyard/lib/packages.json', JSON.stringify(libraries)]] as const;
    const recipe = { name: 'base', tags: [], dockerfile: '', args: {}, packages: [] };
    const found = packagesOf({ recipe, records: [{ diffId: '', files: [], inventory }] });
    expect(found).toEqual([expect.objectContaining({ name: 'node' }), ...libraries]);
  });
});
