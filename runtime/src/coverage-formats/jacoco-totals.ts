import { type Coverage, countOf } from '../jacoco.ts';
import type { CoverageFormat } from './read-coverage.ts';

/** The counters of a JaCoCo report as a whole: those directly below its root. */
export function jacoco(): CoverageFormat {
  const counters: [string, Coverage][] = [];
  return {
    open(name, { type = '', covered, missed }, path) {
      if (name !== 'counter' || path.length !== 1) return;
      counters.push([type.toLowerCase(), { covered: countOf(covered), missed: countOf(missed) }]);
    },
    totals: () => counters,
  };
}
