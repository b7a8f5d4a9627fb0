import { provedClauses } from '@stepyard/engine/conformance';
import { describe, expect, it } from 'vitest';
import { brokenClauses, clauses } from './clauses.ts';

const sorted = (ids: readonly string[]) => [...ids].sort();
const seen = clauses().flatMap(({ id, mark }) => (mark === undefined ? [id] : []));

describe('test/conformance/clauses', () => {
  it('proves every clause that binds an image, and no other', () => {
    expect(seen.length).toBeGreaterThan(45);
    expect(sorted(provedClauses)).toEqual(sorted(seen));
  });

  it('has an image that breaks each of them', () => {
    expect(sorted(brokenClauses())).toEqual(sorted(seen));
  });

  it('leaves few clauses to the own tests of a step', () => {
    const own = clauses().flatMap(({ id, mark }) => (mark === 'own tests' ? [id] : []));
    expect(sorted(own)).toEqual(['C6', 'L4', 'T3']);
  });
});
