import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { allEntries } from '../directory/all-entries.ts';
import { namesIn } from '../directory/entry.ts';
import { allHeld, type HeldPaths } from '../directory/held.ts';
import type { Discard } from '../discard.ts';
import { emptyLayer, layerPaths, layersDirectory } from './layer.ts';

/** A layer is named by an entry or a hand-out within minutes; one that is not for longer was left by a crash. */
const looseMs = 3_600_000;

/** Removes those of some layers that no entry and no attempt has, but for the attempt that is ending. */
export function collectLayers(
  root: string,
  ids: Iterable<string>,
  discard: Discard,
  ending?: HeldPaths,
): void {
  const unused = new Set(ids);
  unused.delete('');
  if (unused.size === 0) return;
  for (const { record } of allEntries(root)) for (const { id } of record.layers ?? []) unused.delete(id);
  for (const { overlay } of allHeld(root, ending)) {
    for (const { id } of overlay?.layers ?? []) unused.delete(id);
    if (overlay !== undefined) unused.delete(overlay.upper);
  }
  for (const id of unused) discard.later(layerPaths(root, id).directory);
}

/** All layers that were made some time ago: whoever wanted them has said so by now. */
export function oldLayers(root: string): string[] {
  const directory = layersDirectory(root);
  return namesIn(directory).filter((name) => {
    const stat = lstatSync(join(directory, name), { throwIfNoEntry: false });
    return name !== emptyLayer && stat !== undefined && Date.now() - stat.mtimeMs > looseMs;
  });
}
