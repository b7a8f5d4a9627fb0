import { isRecord } from './is-record.ts';
import { type Category, categories, type Manifest } from './manifest.ts';
import { assertManifest } from './manifest-problems.ts';
import type { Trait } from './trait.ts';
import { resolveVersion } from './version.ts';
import type { Words } from './words.ts';

/** The set of templates and traits that a platform offers. */
export interface Catalog {
  /** Version of this format. */
  readonly catalog: 1;
  /** By name, and by version where one has several. */
  readonly templates: readonly Manifest[];
  readonly traits: readonly Trait[];
}

/** A category as a list shows it; `all` holds every template. */
export interface CategoryEntry {
  readonly name: Category | 'all';
  readonly title: Words;
}

const categoryTitles: Readonly<Record<CategoryEntry['name'], Words>> = {
  all: { en: 'All', zh: '全部' },
  build: { en: 'Build', zh: '构建' },
  scan: { en: 'Code scan', zh: '代码扫描' },
  test: { en: 'Test', zh: '测试' },
  publish: { en: 'Publish', zh: '发布' },
  deploy: { en: 'Deploy', zh: '部署' },
  message: { en: 'Message', zh: '消息发送' },
  'third-party': { en: 'Third-party tools', zh: '第三方工具' },
};

/** The categories in the order in which every list shows them. */
export const categoryList: readonly CategoryEntry[] = (['all', ...categories] as const).map((name) => ({
  name,
  title: categoryTitles[name],
}));

/** The templates of one category. */
export function ofCategory(catalog: Catalog, category: CategoryEntry['name']): readonly Manifest[] {
  return category === 'all'
    ? catalog.templates
    : catalog.templates.filter((one) => one.category === category);
}

/**
 * Reads a catalog from JSON. Only what lists need is checked here; a manifest is checked whole when `find` gives
 * it out for the first time, so that thousands of templates load at once.
 */
export function loadCatalog(json: unknown): Catalog {
  if (!isCatalog(json)) {
    throw new Error(
      'The catalog must be `{ "catalog": 1, "templates": […], "traits": […] }` with a name, a version and a title each.',
    );
  }
  return json;
}

const checked = new WeakSet<Manifest>();

/** The template that `clone`, `clone@1`, `clone@1.2` or `clone@1.2.3` names; `undefined` where there is none. */
export function find(catalog: Catalog, wanted: string): Manifest | undefined {
  const [name = '', range] = wanted.split(/@(.*)/s);
  const named = catalog.templates.filter((one) => one.name === name);
  const version = resolveVersion(
    named.map((one) => one.version),
    range,
  );
  const found = named.find((one) => one.version === version);
  if (found !== undefined && !checked.has(found)) {
    assertManifest(found);
    checked.add(found);
  }
  return found;
}

function isCatalog(json: unknown): json is Catalog {
  return (
    isRecord(json) &&
    json.catalog === 1 &&
    Array.isArray(json.templates) &&
    Array.isArray(json.traits) &&
    json.templates.every(
      (one) => isListed(one) && typeof one.version === 'string' && typeof one.category === 'string',
    ) &&
    json.traits.every(isListed)
  );
}

function isListed(one: unknown): one is Record<string, unknown> {
  return isRecord(one) && typeof one.name === 'string' && isRecord(one.title);
}
