import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, Manifest } from '@stepyard/catalog';
import { commandsReference } from './commands.ts';
import type { GeneratedFile } from './generated.ts';
import { fillBlock, hasBlock } from './markers.ts';
import {
  examplesText,
  formatsTable,
  inputsTable,
  outputsTable,
  templatesTable,
  traitsTable,
  wordsTable,
} from './tables.ts';

interface Documents {
  readonly files: GeneratedFile[];
  /** What keeps a document from being filled, one sentence each. */
  readonly problems: string[];
}

/** The READMEs of the templates, and every document that asks for a table, with their blocks filled. */
export function docFiles(root: string, catalog: Catalog): Documents {
  const found: Documents = { files: documents(root, catalog), problems: [] };
  for (const manifest of catalog.templates) {
    try {
      found.files.push(readme(root, manifest));
    } catch (error) {
      found.problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return found;
}

function readme(root: string, manifest: Manifest): GeneratedFile {
  const path = `templates/${manifest.name}/README.md`;
  if (!existsSync(join(root, path))) {
    throw new Error(
      `${path} is missing: it opens with one sentence and holds the blocks inputs, outputs and examples.`,
    );
  }
  const blocks = {
    inputs: inputsTable(manifest),
    outputs: outputsTable(manifest),
    examples: examplesText(manifest),
  };
  const old = readFileSync(join(root, path), 'utf8');
  const fill = (text: string, [name, content]: [string, string]) => fillBlock(path, text, name, content);
  return { path, text: Object.entries(blocks).reduce(fill, old) };
}

/** The documents outside `templates/` name the blocks that they want. */
function documents(root: string, catalog: Catalog): GeneratedFile[] {
  const blocks = {
    templates: templatesTable(catalog),
    traits: traitsTable(catalog),
    formats: formatsTable(),
    words: wordsTable(),
    commands: commandsReference(),
  };
  return ['README.md', 'catalog/README.md', ...markdownIn(root, 'docs')].flatMap((path) => {
    const full = join(root, path);
    if (!existsSync(full)) return [];
    const old = readFileSync(full, 'utf8');
    const wanted = Object.entries(blocks).filter(([name]) => hasBlock(old, name));
    const text = wanted.reduce((filled, [name, content]) => fillBlock(path, filled, name, content), old);
    return [{ path, text }];
  });
}

function markdownIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `${folder}/${path}`);
}
