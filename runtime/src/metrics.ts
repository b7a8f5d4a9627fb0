import { StepError } from '@stepyard/contract';

export interface Metrics {
  set(name: string, value: number, labels: Readonly<Record<string, string>>): void;
  /** Prometheus text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): string;
}

const mostSeries = 1_000;
const longestLabel = 1_000;

/** `mask` comes before a label is cut: a part of a secret would not be known for one. */
export function createMetrics(mask: (text: string) => string): Metrics {
  const families = new Map<string, Map<string, number>>();
  let count = 0;
  let dropped = 0;
  return {
    set(name, value, labels) {
      if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw misnamed('a metric', name);
      const family = families.get(name) ?? new Map<string, number>();
      const series = labelText(labels, mask);
      if (!family.has(series)) {
        if (count >= mostSeries) {
          dropped += 1;
          return;
        }
        count += 1;
      }
      families.set(name, family.set(series, value));
    },
    text() {
      const lines = [...families].flatMap(([name, family]) => [
        `# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`,
        ...[...family].map(([series, value]) => `${name}${series} ${numberText(value)}`),
      ]);
      if (dropped > 0) lines.push(`# ${dropped} further values were left out: at most ${mostSeries} series.`);
      return lines.map((line) => `${line}\n`).join('');
    },
  };
}

function labelText(labels: Readonly<Record<string, string>>, mask: (text: string) => string): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (!/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) throw misnamed('a label', name);
    return `${name}="${escaped(mask(value).slice(0, longestLabel))}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.sort().join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function misnamed(what: string, name: string): StepError {
  return new StepError(
    'INTERNAL',
    `the name of ${what} must consist of letters, digits and underscores, got ${JSON.stringify(name)}.`,
    { hint: 'This is a fault of the template; report it.' },
  );
}
