import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as catalog from '../src/index.ts';
import { manifestProblems } from '../src/manifest-problems.ts';
import { fetch } from './declaration.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const readme = read('../README.md');

describe('catalog/test/readme', () => {
  it('shows a declaration that compiles and obeys', () => {
    expect(readme).toContain(read('declaration.ts'));
    expect(manifestProblems(fetch)).toEqual([]);
  });

  it('names only functions that there are', () => {
    const table = readme.split('## Use it')[1]?.split('\nTypes:')[0] ?? '';
    const named = table.split('\n').flatMap((line) => line.split('|')[1]?.match(/`([A-Za-z]+)/g) ?? []);
    expect(named.length).toBeGreaterThan(15);
    expect(named.map((name) => name.slice(1)).filter((name) => !(name in catalog))).toEqual([]);
  });
});
