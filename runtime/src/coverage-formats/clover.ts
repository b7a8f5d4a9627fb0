import { type Coverage, countOf } from '../jacoco.ts';
import type { CoverageFormat } from './read-coverage.ts';

const names = { statements: 'line', conditionals: 'branch', methods: 'method' } as const;

/** Clover XML: the metrics of its projects; tests themselves (`testproject`) do not count. */
export function clover(): CoverageFormat {
  const counters: [string, Coverage][] = [];
  return {
    open(name, attributes, path) {
      if (name !== 'metrics' || path.length !== 2 || path[1] !== 'project') return;
      for (const [own, kind] of Object.entries(names)) {
        const [all, hit] = [countOf(attributes[own] ?? '0'), countOf(attributes[`covered${own}`] ?? '0')];
        if (hit > all) throw new Error('it says that more is covered than there is');
        counters.push([kind, { covered: hit, missed: all - hit }]);
      }
    },
    totals: () => counters,
  };
}
