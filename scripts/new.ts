import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { categories } from '@stepyard/catalog';
import { templateFiles } from './new/template-files.ts';
import { root } from './source-files.ts';

// `npm run new NAME`: writes a template with a failing test. Nothing outside its folder is touched.
const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  throw new Error(
    `a template's name must be kebab-case, for instance helm-rollback, got ${JSON.stringify(name)}`,
  );
}
const folder = join(root, 'templates', name);
if (existsSync(folder)) throw new Error(`templates/${name} is there already`);

const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
const en = await ask('title in English');
const zh = await ask('title in Chinese');
const category = await ask(`category (${categories.join(', ')})`);
const tool = await ask('tool that it runs (empty: none)');
input.close();
if (!categories.some((known) => known === category))
  throw new Error(`there is no category ${JSON.stringify(category)}`);

mkdirSync(folder);
for (const [file, text] of Object.entries(templateFiles({ name, en, zh, category, tool }))) {
  writeFileSync(join(folder, file), text);
}
console.log(`wrote templates/${name}. Next:
  npm install && npm run gen
  npx vitest run --project unit templates/${name}   # fails until the work is written`);

async function ask(question: string): Promise<string> {
  process.stdout.write(`${question}: `);
  const { value } = await lines.next();
  return String(value ?? '').trim();
}
