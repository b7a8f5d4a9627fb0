import { type Counters, type Coverage, countOf } from '../jacoco.ts';
import { readText } from '../xml.ts';

const kinds = [
  { kind: 'line', found: 'LF', hit: 'LH', entry: /^DA:\d+,(-?\d+)/ },
  { kind: 'branch', found: 'BRF', hit: 'BRH', entry: /^BRDA:[^,]*,[^,]*,.*,(\d+|-)$/ },
  { kind: 'method', found: 'FNF', hit: 'FNH', entry: /^FNDA:(\d+),/ },
] as const;

const longestLine = 65_536;

/**
 * The totals of an LCOV tracefile (geninfo(1)): what each record sums up, else the sum of its entries.
 * @throws Error saying what is wrong with it
 */
export async function readLcov(file: string): Promise<Counters> {
  const totals: [string, Coverage][] = [];
  let sums = new Map<string, number>();
  let seen = new Map<string, { covered: number; missed: number }>();
  let rest = '';
  function line(text: string): void {
    if (text === 'end_of_record') {
      end();
      return;
    }
    const [, name = '', value = ''] = /^(LF|LH|BRF|BRH|FNF|FNH):(.*)$/.exec(text) ?? [];
    if (name !== '') sums.set(name, countOf(value.trim()));
    for (const { kind, entry } of kinds) {
      const hits = entry.exec(text)?.[1];
      if (hits === undefined) continue;
      const count = seen.get(kind) ?? { covered: 0, missed: 0 };
      count[Number(hits) > 0 ? 'covered' : 'missed'] += 1;
      seen.set(kind, count);
    }
  }
  function end(): void {
    for (const { kind, found, hit } of kinds) {
      const [all, covered] = [sums.get(found), sums.get(hit)];
      if (all !== undefined && covered !== undefined) {
        if (covered > all) throw new Error('it says that more is covered than there is');
        totals.push([kind, { covered, missed: all - covered }]);
      } else totals.push([kind, seen.get(kind) ?? { covered: 0, missed: 0 }]);
    }
    sums = new Map();
    seen = new Map();
  }
  for await (const text of readText(file)) {
    const lines = `${rest}${text}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('it has a line that is too long');
    for (const one of lines) line(one);
  }
  line(rest);
  if (totals.length === 0) throw new Error('it has no whole record');
  return totals;
}
