import distance from 'damerau-levenshtein';
import { type Catalog, type CategoryEntry, ofCategory } from './catalog.ts';
import type { Category, Manifest } from './manifest.ts';
import type { Language } from './words.ts';

export interface SearchOptions {
  readonly category?: CategoryEntry['name'];
  /** Words in this language count more; default both alike. */
  readonly language?: Language;
  /** Default 50. */
  readonly limit?: number;
}

/** The templates whose name, title or keywords hold the words of a query, best first; typos are forgiven. */
export function search(catalog: Catalog, query: string, options: SearchOptions = {}): readonly Manifest[] {
  const { category = 'all', language, limit = 50 } = options;
  const terms = wordsOf(query);
  if (terms.length === 0) return ofCategory(catalog, category).slice(0, limit);
  const [first = new Map<number, number>(), ...others] = terms.map((term) =>
    scoresOf(indexOf(catalog), term, language),
  );
  const best: Hit[] = [];
  for (const [position, score] of first) {
    const manifest = catalog.templates[position];
    if (manifest === undefined || (category !== 'all' && manifest.category !== category)) continue;
    if (others.some((other) => !other.has(position))) continue;
    keepBest(best, limit, {
      manifest,
      score: others.reduce((sum, other) => sum + (other.get(position) ?? 0), score),
    });
  }
  return best.map(({ manifest }) => manifest);
}

interface Hit {
  readonly manifest: Manifest;
  readonly score: number;
}

/** Puts a hit in its place among the best so far: most queries find thousands and show a few. */
function keepBest(best: Hit[], limit: number, hit: Hit): void {
  const last = best.at(-1);
  if (best.length >= limit && last !== undefined && !isBetter(hit, last)) return;
  let [low, high] = [0, best.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = best[middle];
    if (there !== undefined && isBetter(hit, there)) high = middle;
    else low = middle + 1;
  }
  best.splice(low, 0, hit);
  if (best.length > limit) best.pop();
}

function isBetter(one: Hit, other: Hit): boolean {
  if (one.score !== other.score) return one.score > other.score;
  const [name, rival] = [one.manifest.name, other.manifest.name];
  return name.length === rival.length ? name < rival : name.length < rival.length;
}

/** The smallest list that shows a catalog: name and title by category, in the order of the categories. */
export function listView(
  catalog: Catalog,
  language: Language,
): Readonly<Record<Category, [string, string][]>> {
  const view: Record<Category, [string, string][]> = {
    build: [],
    scan: [],
    test: [],
    publish: [],
    deploy: [],
    message: [],
    'third-party': [],
  };
  for (const { name, title, category } of catalog.templates) view[category]?.push([name, title[language]]);
  return view;
}

const weights = { name: 8, en: 4, zh: 4, keyword: 3 };
type Source = keyof typeof weights;

interface Entry {
  readonly word: string;
  /** One bit for each letter, so that far words are passed over without a comparison. */
  readonly letters: number;
  readonly uses: [position: number, source: Source][];
}

const indexes = new WeakMap<Catalog, readonly Entry[]>();

function indexOf(catalog: Catalog): readonly Entry[] {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const entries = new Map<string, Entry>();
  const add = (text: string, position: number, source: Source) => {
    for (const word of wordsOf(text)) {
      const entry = entries.get(word) ?? { word, letters: lettersOf(word), uses: [] };
      entries.set(word, entry);
      entry.uses.push([position, source]);
    }
  };
  for (const [position, { name, title, keywords = [] }] of catalog.templates.entries()) {
    add(name, position, 'name');
    add(title.en, position, 'en');
    add(title.zh, position, 'zh');
    for (const keyword of keywords) add(keyword, position, 'keyword');
  }
  const index = [...entries.values()];
  indexes.set(catalog, index);
  return index;
}

function scoresOf(
  index: readonly Entry[],
  term: string,
  language: Language | undefined,
): Map<number, number> {
  const scores = new Map<number, number>();
  const letters = lettersOf(term);
  const allowed = /[^\x00-\x7f]/.test(term) || term.length < 4 ? 0 : term.length < 8 ? 1 : 2;
  for (const { word, letters: own, uses } of index) {
    const likeness = likenessOf(word, own, term, letters, allowed);
    if (likeness === 0) continue;
    for (const [position, source] of uses) {
      const weight = weights[source] + (source === language ? 1 : 0);
      scores.set(position, Math.max(scores.get(position) ?? 0, likeness * weight));
    }
  }
  return scores;
}

function likenessOf(word: string, own: number, term: string, letters: number, allowed: number): number {
  if (word === term) return 10;
  if (word.startsWith(term)) return 7;
  if (word.includes(term)) return 4;
  if (allowed === 0 || term.length - word.length > allowed || bits(letters & ~own) > allowed) return 0;
  // Someone may still be typing: the beginning of the word counts as much as the whole.
  const starts = [0, 1, -1].map((more) => word.slice(0, term.length + more));
  return starts.some((start) => distance(start, term).steps <= allowed) ? 2 : 0;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function lettersOf(word: string): number {
  let mask = 0;
  for (let at = 0; at < word.length; at += 1) mask |= 1 << (word.charCodeAt(at) % 32);
  return mask;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
