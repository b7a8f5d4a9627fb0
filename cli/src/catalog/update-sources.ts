import { checkVersion, type Manifest } from '@stepyard/catalog';
import { editCatalogFile, pinOf, type Source, sourcesIn, sourceText } from '@stepyard/engine/catalog';
import { ownCatalog } from '../data/own-catalog.ts';
import { note, print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { readFar } from './read-far.ts';
import { catalogFileOf, findSources } from './sourced-templates.ts';

interface Update {
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly templates: readonly string[];
}

/** Looks what images and URLs stand for now, writes that down, and says what is new. */
export async function updateSources(given: readonly string[], settings: Settings): Promise<void> {
  const file = catalogFileOf(settings);
  const sources = sourcesIn(file);
  const wanted =
    given.length === 0
      ? sources.keys()
      : (await Promise.all(given.map((one) => findSources(one, settings)))).flat();
  const before = await ownCatalog(file, settings).templates();
  const replace = new Map<number, Source>();
  const updates: Update[] = [];
  for (const index of new Set(wanted)) {
    const source = sources[index];
    if (source === undefined || (source.kind !== 'image' && source.kind !== 'url')) continue;
    const now = await readFar({ ...source, newest: true }, settings);
    const [from = '', to = ''] = [pinOf(source), pinOf(now.source)];
    if (from === to) continue;
    replace.set(index, now.source);
    const old = before
      .filter((entry) => sourceText(entry.source) === sourceText(source))
      .map(({ manifest }) => manifest);
    const templates = now.templates.map((manifest) => told(old, manifest));
    updates.push({ source: sourceText(source), from, to, templates });
  }
  if (replace.size > 0) editCatalogFile(file, { replace });
  if (settings.json) return printJson(updates);
  const lines = updates.map(({ source, templates }) => `${source}: ${templates.join(', ')}`);
  await print(lines.join('\n') || 'Everything is as it was.');
}

/** What became of a template; a version that says less than has changed is remarked on. */
function told(old: readonly Manifest[], now: Manifest): string {
  const before = old.find(({ name }) => name === now.name);
  if (before === undefined) return `${now.name} ${now.version} (new)`;
  for (const problem of checkVersion(before, now)) note(problem);
  return before.version === now.version
    ? `${now.name} ${now.version} (built again)`
    : `${now.name} ${before.version} → ${now.version}`;
}
