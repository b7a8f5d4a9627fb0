import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Manifest } from '@stepyard/catalog';
import { editCatalogFile, type Source, sourcesIn, sourceText, templatesAt } from '@stepyard/engine/catalog';
import { ownCatalog } from '../data/own-catalog.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { readFar } from './read-far.ts';
import { catalogFileOf } from './sourced-templates.ts';

interface Found {
  readonly source: Source;
  readonly templates: readonly Manifest[];
}

/** Adds a source to the catalog file, after a look at all that it brings. */
export async function addSource(given: string, settings: Settings): Promise<void> {
  const file = catalogFileOf(settings);
  const { source, templates } = await read(given, file, settings);
  const text = sourceText(source);
  if (sourcesIn(file).some((one) => sourceText(one) === text)) {
    throw commandError(
      `${text} is in the catalog already.`,
      `See what it stands for now: stepyard catalog update ${text}`,
    );
  }
  await assertFree(templates, file, settings);
  editCatalogFile(file, { add: [source] });
  if (settings.json) return printJson({ file, source, templates });
  const names = templates.map(({ name, version }) => `${name} ${version}`).join(', ');
  await print(`Added ${names} from ${text} to ${relative(process.cwd(), file) || file}.`);
}

async function read(given: string, file: string, settings: Settings): Promise<Found> {
  if (/^https?:\/\//.test(given)) return readFar({ url: given }, settings);
  if (!existsSync(given)) {
    if (/^(\.{0,2}\/|~)/.test(given) || /\.(json|ya?ml)$/.test(given)) {
      throw commandError(`There is no file ${JSON.stringify(given)}.`, 'Check the path.');
    }
    return readFar({ image: given }, settings);
  }
  const templates = (await templatesAt(resolve(given))).map(({ manifest }) => manifest);
  if (templates.length === 0) {
    throw commandError(
      `${given} must be a template's folder, or a folder with such folders.`,
      'A template has a template.json, and a main.js, main.ts, main.py, main.sh or main that is started.',
    );
  }
  const path = relative(dirname(file), resolve(given));
  return { source: { kind: 'file', file: path.startsWith('.') ? path : `./${path}` }, templates };
}

/** A name means one template, whoever asks. */
async function assertFree(templates: readonly Manifest[], file: string, settings: Settings): Promise<void> {
  const known = await ownCatalog(file, settings).templates();
  const taken = templates.flatMap(({ name }) => {
    const other = known.find(({ manifest }) => manifest.name === name);
    return other === undefined ? [] : [`\`${name}\` is a template of ${sourceText(other.source)} already.`];
  });
  if (taken.length === 0) return;
  throw commandError(
    taken.join('\n'),
    'Give the template another name, or take that source out first: `stepyard catalog remove`.',
  );
}
