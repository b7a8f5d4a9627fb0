import { lchownSync, lstatSync, mkdirSync } from 'node:fs';
import { copyItem, finishDirectory, type Source } from '../tree/copy.ts';
import { hashFile } from '../tree/hash-file.ts';
import { type Manifest, mismatch, type TreeItem, toManifest } from '../tree/manifest.ts';
import { isLinked } from '../tree/merge.ts';

interface Node {
  readonly item: TreeItem;
  readonly source: Source;
  readonly children: Map<string, Node>;
}

/** Makes one tree, in the directory `to`, of what layers show together, the lowest first; files are linked. */
export function flattenLayers(layers: readonly Source[], to: string): Manifest {
  const top = new Map<string, Node>();
  for (const layer of layers) for (const item of layer.manifest.items) put(top, layer, item);
  const nodes = listOf(top);
  const merged = toManifest(nodes.map(({ item }) => item));
  for (const { item, source } of nodes) make(item, source, to);
  for (const { item, source } of nodes.toReversed()) {
    if (item.type !== 'directory') continue;
    keepOwner(item, source, to);
    finishDirectory(item, to);
  }
  return merged;
}

function put(top: Map<string, Node>, source: Source, { content, ...item }: TreeItem): void {
  const names = item.path.split('/');
  const name = names.pop() ?? '';
  let place = top;
  for (const parent of names) {
    const next = place.get(parent);
    if (next === undefined) throw mismatch(`${item.path} is in no directory`);
    place = next.children;
  }
  if (item.type === 'whiteout') return void place.delete(name);
  const before = place.get(name);
  const merges = item.type === 'directory' && content !== 'opaque' && before?.item.type === 'directory';
  const children = merges ? before.children : new Map<string, Node>();
  place.set(name, {
    item: { ...item, content: item.type === 'directory' ? '' : content },
    source,
    children,
  });
}

/** A directory before what is in it. */
function listOf(nodes: ReadonlyMap<string, Node>): Node[] {
  return [...nodes.values()].flatMap((node) => [node, ...listOf(node.children)]);
}

function make(item: TreeItem, source: Source, to: string): void {
  if (item.type === 'directory') {
    mkdirSync(`${to}/${item.path}`, 0o700);
    return;
  }
  const path = `${source.tree}/${item.path}`;
  const stat = lstatSync(path);
  if (item.type === 'link' || !isLinked(source, item, to)) {
    copyItem(source, item, to, true);
    keepOwner(item, source, to);
    return;
  }
  if (!stat.isFile() || stat.size !== item.size) throw mismatch(`${item.path} has another size`);
  if (stat.ctimeMs >= source.since && hashFile(path) !== item.content)
    throw mismatch(`${item.path} has another content`);
}

/** What containers wrote belongs to their users. */
function keepOwner({ path }: TreeItem, source: Source, to: string): void {
  const { uid, gid } = lstatSync(`${source.tree}/${path}`);
  if (uid !== process.getuid?.()) lchownSync(`${to}/${path}`, uid, gid);
}
