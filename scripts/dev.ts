import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complete, type Manifest } from '@stepyard/catalog';
import { encodeInputs } from '@stepyard/contract';
import { root } from './source-files.ts';

// `npm run dev NAME -- --example "TITLE"`: runs a template by one of its examples, again whenever a file changes.
const [name, flag, title] = process.argv.slice(2);
const main = join(root, 'templates', name ?? '', 'main.ts');
const declared: Record<string, Manifest> = await import(
  pathToFileURL(join(root, 'templates', name ?? '', 'template.ts')).href
);
const manifest = Object.values(declared)[0];
if (manifest === undefined) throw new Error(`templates/${name} declares no template`);
const titles = manifest.examples.map((example) => example.title.en);
const example = manifest.examples.find((one) => flag !== '--example' || one.title.en === title);
if (example === undefined)
  throw new Error(`${name} has no example ${JSON.stringify(title)}; it has: ${titles.join(', ')}`);

const workspace = mkdtempSync(join(tmpdir(), `stepyard-dev-${name}-`));
const { env } = encodeInputs(manifest, complete(manifest, example.with));
console.log(`${example.title.en}, in ${workspace}`);
const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', main], {
  cwd: workspace,
  stdio: 'inherit',
  env: { ...process.env, ...env, STEPYARD_WORKSPACE: workspace },
});
process.on('SIGINT', () => child.kill('SIGINT'));
child.on('exit', (status) => process.exit(status ?? 0));
