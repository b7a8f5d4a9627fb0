import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchReport, machine, toMarkdown } from '../test/bench/report.ts';
import { root } from './source-files.ts';

// `npm run bench [NAME…] [--json FILE]`: runs test/bench/NAME.ts, or all, and keeps its table in docs/benchmarks.md.
const folder = join(root, 'test/bench');
const page = join(root, 'docs/benchmarks.md');
const heading = `# Benchmarks

Written by \`npm run bench\`, or for some by \`npm run bench NAME…\`. Ours and the peer run in turn, at least five rounds;
figures are medians, the best round in brackets. Machines differ and are noisy: the ratio is what counts.
`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const available = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => existsSync(join(folder, `${name}.ts`)) && isBench(name));
const unknown = positionals.filter((name) => !available.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.map((name) => `\`${name}\``).join(', ')}.`);
  console.error(`Usage: npm run bench [NAME…] [--json FILE], NAME one of: ${available.join(' ')}`);
  process.exit(2);
}

const reports: BenchReport[] = [];
const failed: string[] = [];
for (const name of positionals.length > 0 ? positionals : available) {
  console.log(`\n${name}: ${machine()}`);
  const report = await load(name).catch((error: unknown) => {
    // A peer that is not here must not keep the others from being measured.
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    failed.push(name);
  });
  if (report === undefined) continue;
  reports.push(report);
  const after = machine();
  console.log(`${toMarkdown(report)}\n- ${after}`);
  keep(report, after);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(reports, undefined, 2)}\n`);
if (failed.length > 0) {
  console.error(`Not measured: ${failed.join(', ')}`);
  process.exitCode = 1;
}

/** The folder holds what benches share, too. */
function isBench(name: string): boolean {
  return readFileSync(join(folder, `${name}.ts`), 'utf8').includes('export async function bench(');
}

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
