import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeAtomic } from '@stepyard/contract';
import { isNode, isSeq, parseDocument } from 'yaml';
import { type Source, sourceEntry } from './source.ts';

const fresh =
  '# Where templates come from; `stepyard catalog add` and `remove` change it.\ncatalog: 1\nsources:\n  - built-in\n';

/** Changes the sources of a catalog file by their place in it; comments and order of the rest stay. */
export function editCatalogFile(
  path: string,
  change: {
    readonly add?: readonly Source[];
    readonly replace?: ReadonlyMap<number, Source>;
    readonly remove?: ReadonlySet<number>;
  },
): void {
  const { add = [], replace = new Map<number, Source>(), remove = new Set<number>() } = change;
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : fresh);
  const list = document.get('sources');
  if (!isSeq(list)) throw new Error(`${path} has no list of sources.`);
  for (const [index, source] of replace) {
    const before = list.items[index];
    const after = document.createNode(sourceEntry(source));
    if (isNode(before) && isNode(after)) after.commentBefore = before.commentBefore ?? null;
    list.items[index] = after;
  }
  list.items = list.items.filter((_, index) => !remove.has(index));
  for (const source of add) list.add(document.createNode(sourceEntry(source)));
  mkdirSync(dirname(path), { recursive: true });
  writeAtomic(path, document.toString({ lineWidth: 0 }));
}
