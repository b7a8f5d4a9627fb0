import { type Coverage, countOf } from '../jacoco.ts';
import type { XmlAttributes } from '../xml.ts';
import type { CoverageFormat } from './read-coverage.ts';

/** Cobertura XML: its own totals, or the sum of its lines where it does not say them, as older ones do not. */
export function cobertura(): CoverageFormat {
  let root: XmlAttributes = {};
  const line = { covered: 0, missed: 0 };
  const branch = { covered: 0, missed: 0 };
  return {
    open(name, attributes, path) {
      if (path.length === 0) root = attributes;
      // Those below a method stand below its class once more.
      if (name !== 'line' || path.at(-1) !== 'lines' || path.at(-2) !== 'class') return;
      line[countOf(attributes.hits) > 0 ? 'covered' : 'missed'] += 1;
      const [, taken, all] = /\((\d{1,9})\/(\d{1,9})\)/.exec(attributes['condition-coverage'] ?? '') ?? [];
      branch.covered += Number(taken ?? 0);
      branch.missed += Number(all ?? 0) - Number(taken ?? 0);
    },
    totals: () => [
      ['line', told(root, 'lines') ?? line],
      ['branch', told(root, 'branches') ?? branch],
    ],
  };
}

function told(root: XmlAttributes, what: string): Coverage | undefined {
  const [valid, covered] = [root[`${what}-valid`], root[`${what}-covered`]];
  if (valid === undefined || covered === undefined) return undefined;
  const [all, hit] = [countOf(valid), countOf(covered)];
  if (hit > all) throw new Error('it says that more is covered than there is');
  return { covered: hit, missed: all - hit };
}
