import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isChecked, type StoredEntry } from '../directory/entry.ts';
import { isSame, mismatch, readManifest, toItem } from '../tree/manifest.ts';
import { trees } from '../tree/trees.ts';
import { itemOf } from '../tree/walk.ts';
import { type Layer, layerPaths } from './layer.ts';
import type { LayerTree } from './layer-work.ts';
import { opaqueDirectories } from './opaque.ts';

/** How many paths of an entry are looked at whenever it is handed out. */
const samples = 32;

/** A row of a manifest is far shorter: paths have 4,096 bytes at the most. */
const longestRow = 32_768;

/** Steps of this machine's user can reach layers by other ways than their own mount. */
const lookMs = 10 * 60_000;

/**
 * Looks whether what is kept is what was written down, in a time that does not grow with it: some paths each time,
 * all of them once in ten minutes where steps run beside it, all contents once after each start of the machine.
 * @throws TreeMismatch where it is not.
 */
export async function assertSound(root: string, entry: StoredEntry, isolated: boolean): Promise<void> {
  const layers = entry.record.layers ?? [];
  const looked = join(entry.directory, 'looked');
  const whole = !isChecked(entry.directory);
  const before = statSync(looked, { throwIfNoEntry: false });
  if (whole || (!isolated && Date.now() - (before?.mtimeMs ?? 0) > lookMs)) {
    for (const layer of layers) {
      const tree = layerTree(root, layer);
      await trees.verifyLayer(tree, await opaqueDirectories(tree.tree), whole);
    }
    noteLooked(entry.directory);
    return;
  }
  for (const layer of layers) sampleLayer(layerTree(root, layer), Math.ceil(samples / layers.length));
}

/** All of an entry was looked at just now. */
export function noteLooked(directory: string): void {
  const path = join(directory, 'looked');
  writeFileSync(path, '', { mode: 0o600 });
  utimesSync(path, new Date(), new Date());
}

export function layerTree(root: string, { id, sum, since, opaque }: Layer): LayerTree {
  const { tree, manifest } = layerPaths(root, id);
  return { tree, manifest, sum, since, opaque };
}

function sampleLayer({ tree, manifest, sum, since }: LayerTree, count: number): void {
  if (!lstatSync(tree).isDirectory()) throw mismatch('a layer is no directory');
  const file = openSync(manifest, 'r');
  try {
    const { size, ctimeMs } = fstatSync(file);
    if (ctimeMs > since) readManifest(manifest, sum);
    for (let taken = 0; taken < count && size > 0; taken++) {
      const item = toItem(rowAt(file, Math.floor(Math.random() * size)));
      const stat = lstatSync(`${tree}/${item.path}`);
      const known = { items: new Map([[item.path, item]]), since };
      const found = itemOf(tree, item.path, stat, known);
      // Whether a directory is opaque is asked when everything is looked at.
      if (!isSame(item.type === 'directory' ? { ...found, content: item.content } : found, item))
        throw mismatch(`${item.path} is not what was kept`);
    }
  } finally {
    closeSync(file);
  }
}

/** The first row that begins after a place in a manifest, or the first of all. */
function rowAt(file: number, place: number): unknown {
  const buffer = Buffer.alloc(2 * longestRow);
  const read = readSync(file, buffer, 0, buffer.length, place);
  const start = buffer.subarray(0, read).indexOf(10) + 1;
  const end = buffer.subarray(0, read).indexOf(10, start);
  if (place > 0 && (start === 0 || end === -1)) return rowAt(file, 0);
  const from = place === 0 ? 0 : start;
  const to = place === 0 ? start - 1 : end;
  return JSON.parse(buffer.toString('utf8', from, to));
}
