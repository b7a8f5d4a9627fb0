import { describe, expect, it } from 'vitest';
import { vocabulary, wordFor } from './vocabulary.ts';

describe('catalog/src/vocabulary', () => {
  it('names the word to use instead', () => {
    expect([
      wordFor('uri'),
      wordFor('apiToken'),
      wordFor('url'),
      wordFor('goals'),
      wordFor('constructor'),
    ]).toEqual(['url', 'token', undefined, undefined, undefined]);
  });

  it('means one thing by each name', () => {
    const names = [
      ...Object.keys(vocabulary),
      ...Object.values(vocabulary).flatMap(({ instead }) => instead),
    ];
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
