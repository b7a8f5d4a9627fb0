import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchReport, machine, toMarkdown } from '../test/bench/report.ts';
import { root } from './source-files.ts';

// `npm run bench NAME… [--json FILE]`: runs test/bench/NAME.ts and keeps its table in docs/benchmarks.md.
const folder = join(root, 'test/bench');
const page = join(root, 'docs/benchmarks.md');
const heading = `# Benchmarks

Written by \`npm run bench NAME…\`. Ours and the peer run in turn, at least five rounds; figures are medians, the
best round in brackets. Machines differ and are noisy: the ratio is what counts.
`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const available = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'report' && existsSync(join(folder, `${name}.ts`)));
const unknown = positionals.filter((name) => !available.includes(name));
if (positionals.length === 0 || unknown.length > 0) {
  if (unknown.length > 0)
    console.error(`There is no bench ${unknown.map((name) => `\`${name}\``).join(', ')}.`);
  console.error(`Usage: npm run bench NAME… [--json FILE], NAME one of: ${available.join(' ')}`);
  process.exit(2);
}

const reports: BenchReport[] = [];
for (const name of positionals) {
  console.log(`\n${name}: ${machine()}`);
  const report = await load(name);
  reports.push(report);
  const after = machine();
  console.log(`${toMarkdown(report)}\n- ${after}`);
  keep(report, after);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(reports, undefined, 2)}\n`);

async function load(name: string): Promise<BenchReport> {
  const { bench }: { bench: () => Promise<BenchReport> } = await import(join(folder, `${name}.ts`));
  return bench();
}

/** Puts the table in the place of the bench's last one. */
function keep(report: BenchReport, on: string): void {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : heading;
  const [start, end] = [`<!-- bench ${report.name} -->`, `<!-- end ${report.name} -->`];
  const day = new Date().toISOString().slice(0, 10);
  const section = `${start}\n## ${report.name}\n\n${toMarkdown(report)}\n- ${day}: ${on}\n${end}`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  const changed =
    from === -1 || to === -1
      ? `${text.trimEnd()}\n\n${section}\n`
      : text.slice(0, from) + section + text.slice(to + end.length);
  writeFileSync(page, changed);
}
