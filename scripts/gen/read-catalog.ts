import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  assertManifest,
  assertTrait,
  type Catalog,
  type Fields,
  fieldRows,
  type Manifest,
  type Trait,
  wordFor,
} from '@stepyard/catalog';
import { eventFields } from '@stepyard/events';

interface ReadCatalog {
  readonly catalog: Catalog;
  /** What is wrong with declarations, which the catalog then lacks. */
  readonly problems: string[];
}

/**
 * The catalog that the folders below `root` declare: every `templates/<name>/template.ts` and every file in
 * `catalog/traits/`. No list of names is kept anywhere.
 */
export async function readCatalog(root: string): Promise<ReadCatalog> {
  const templates: Manifest[] = [];
  const traits: Trait[] = [];
  const problems: string[] = [];
  const attempt = async (path: string, name: string, read: (declared: unknown) => { name: string }) => {
    try {
      const declared = read(await onlyExport(join(root, path)));
      if (declared.name !== name)
        throw new Error(`It declares \`${declared.name}\`, but its name must be \`${name}\`.`);
    } catch (error) {
      problems.push(`${path}: ${error instanceof Error ? error.message : error}`);
    }
  };
  for (const name of listed(join(root, 'templates'))) {
    const path = `templates/${name}/template.ts`;
    if (!existsSync(join(root, path))) continue;
    await attempt(path, name, (declared) => {
      assertManifest(declared);
      templates.push(declared);
      problems.push(
        ...strangeWords(path, declared.inputs),
        ...strangeWords(path, declared.outputs),
        ...strangeSources(path, declared.inputs),
      );
      return declared;
    });
  }
  for (const file of listed(join(root, 'catalog/traits')).filter((one) => /(?<!\.test)\.ts$/.test(one))) {
    await attempt(`catalog/traits/${file}`, file.replace(/\.ts$/, ''), (declared) => {
      assertTrait(declared);
      traits.push(declared);
      problems.push(...strangeWords(`catalog/traits/${file}`, declared.inputs));
      return declared;
    });
  }
  return { catalog: { catalog: 1, templates, traits }, problems: [...problems, ...unknownRivals(traits)] };
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

async function onlyExport(path: string): Promise<unknown> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
  const [declared, ...others] = Object.values(module);
  if (declared === undefined || others.length > 0)
    throw new Error('It must export one declaration, nothing else.');
  return declared;
}

function strangeWords(path: string, fields: Fields): string[] {
  return fieldRows(fields, 'en').flatMap((row) => {
    const word = wordFor(row.path.slice(row.path.lastIndexOf('.') + 1));
    return word === undefined
      ? []
      : [`${path}: \`${row.path}\` must be named \`${word}\`, as in all templates.`];
  });
}

function strangeSources(path: string, fields: Fields): string[] {
  const known = new Set(eventFields.map((field) => `event.${field.path}`));
  return fieldRows(fields, 'en')
    .filter(({ from }) => from?.startsWith('event.') && !known.has(from))
    .map((row) => `${path}: \`${row.path}\` comes from \`${row.from}\`, which no event has.`);
}

function unknownRivals(traits: readonly Trait[]): string[] {
  const names = new Set(traits.map(({ name }) => name));
  return traits.flatMap(({ name, conflictsWith = [] }) =>
    conflictsWith
      .filter((rival) => !names.has(rival))
      .map((rival) => `catalog/traits/${name}.ts: \`conflictsWith\` names \`${rival}\`, which is no trait.`),
  );
}
