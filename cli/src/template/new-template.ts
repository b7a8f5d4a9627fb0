import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { categories } from '@stepyard/catalog';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { NewTemplate } from './node-files.ts';
import { starterFiles } from './starter-files.ts';

export interface NewTemplateOptions {
  readonly language: string;
  readonly folder?: string;
  readonly title?: string;
  readonly titleZh?: string;
  readonly category: string;
  readonly json?: boolean;
}

/** Writes a whole template with a test that fails, and says how to go on. */
export async function newTemplate(name: string, given: NewTemplateOptions): Promise<void> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60) {
    throw commandError(
      `A template's name must be kebab-case, got ${JSON.stringify(name)}.`,
      'Name it like a tool and what it does, for instance helm-rollback.',
    );
  }
  if (!categories.some((category) => category === given.category)) {
    throw commandError(
      `There is no category ${JSON.stringify(given.category)}.`,
      `There are: ${categories.join(', ')}.`,
    );
  }
  const folder = resolve(given.folder ?? name);
  if (existsSync(folder)) throw commandError(`${folder} is there already.`, 'Give another --folder.');
  const files = await starterFiles(given.language, wordsOf(name, given));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const there = relative(process.cwd(), folder);
  if (given.json === true) return printJson({ folder, files: Object.keys(files) });
  const install = given.language === 'node' ? `(cd ${there} && npm install)\n  ` : '';
  await print(`Wrote ${there} with ${Object.keys(files).length} files. Next:
  ${install}stepyard template test ${there}   # fails until the test says what is meant
  stepyard template build ${there}
  stepyard catalog add ${there.startsWith('.') ? there : `./${there}`}`);
}

function wordsOf(name: string, { title, titleZh, category }: NewTemplateOptions): NewTemplate {
  const words = name.replaceAll('-', ' ');
  const en = title ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return { name, en, zh: titleZh ?? en, category, tool: '' };
}
