import type { OutputsOf } from '@stepyard/catalog';
import { isRecord } from '@stepyard/contract/json';
import { type Target, targetQuery } from './analysis-target.ts';
import { recordsIn, type Server } from './server.ts';
import type { sonar } from './template.ts';

type Measures = NonNullable<OutputsOf<typeof sonar>['measures']>;

const outputs = {
  bugs: 'bugs',
  vulnerabilities: 'vulnerabilities',
  smells: 'code_smells',
  coverage: 'coverage',
  duplication: 'duplicated_lines_density',
  lines: 'ncloc',
} as const;

/** What the server measured, by key; those it does not have are left out. */
export async function readMeasures(
  server: Server,
  project: string,
  target: Target,
  more: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = [...new Set([...Object.values(outputs), ...more])];
  const answer = await server.get('measures/component', {
    component: project,
    metricKeys: keys.join(','),
    ...targetQuery(target),
  });
  const component = isRecord(answer) ? answer.component : undefined;
  return new Map(
    recordsIn(component, 'measures').flatMap((one) => {
      const value = one.value ?? (isRecord(one.period) ? one.period.value : undefined);
      return typeof one.metric === 'string' && typeof value === 'string' ? [[one.metric, value]] : [];
    }),
  );
}

/** The measures that are outputs, as numbers. */
export function measuresOf(found: ReadonlyMap<string, string>): Measures {
  const entries = Object.entries(outputs).flatMap(([name, key]) => {
    const value = Number(found.get(key) ?? Number.NaN);
    return Number.isFinite(value) ? [[name, value]] : [];
  });
  return Object.fromEntries(entries);
}
