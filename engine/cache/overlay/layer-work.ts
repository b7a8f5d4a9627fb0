import { lstatSync, mkdirSync } from 'node:fs';
import type { Source } from '../tree/copy.ts';
import { fileClock } from '../tree/file-clock.ts';
import {
  isSame,
  mismatch,
  readManifest,
  type TreeItem,
  toManifest,
  writeManifest,
} from '../tree/manifest.ts';
import { itemOf, walkLayer } from '../tree/walk.ts';
import { flattenLayers } from './flatten.ts';
import { sealUpper } from './seal.ts';

/** A layer as the work on it needs it. */
export interface LayerTree {
  readonly tree: string;
  readonly manifest: string;
  readonly sum: string;
  readonly since: number;
  readonly opaque: readonly string[];
}

export interface SealedLayer {
  /** Of what it has, not of what is beneath. */
  readonly digest: string;
  readonly sum: string;
  readonly since: number;
  readonly bytes: number;
  readonly files: number;
  readonly opaque: readonly string[];
  /** It changes nothing. */
  readonly empty: boolean;
}

type NewLayer = Pick<LayerTree, 'tree' | 'manifest'>;

/** The work on layers of overlays, for the thread of `trees`. */
export const layerWork = {
  /** Takes out of an upper layer what changes nothing and writes down what is left; `layers` the lowest first. */
  seal({ tree, manifest }: NewLayer, layers: readonly LayerTree[], marked: readonly string[]): SealedLayer {
    const beneath = layers.toReversed().map(({ tree, opaque }) => ({ tree, opaque: new Set(opaque) }));
    const { items, opaque } = sealUpper(tree, beneath, marked);
    const found = toManifest(items);
    const sum = writeManifest(manifest, found);
    const { digest, bytes, files } = found;
    return { digest, sum, since: fileClock(tree), bytes, files, opaque, empty: items.length === 0 };
  },

  /** @throws TreeMismatch unless a layer is what its manifest says; `marked` are the directories found opaque. */
  verifyLayer({ tree, manifest, sum, since }: LayerTree, marked: readonly string[], whole: boolean): void {
    const items = new Map(readManifest(manifest, sum).items.map((item) => [item.path, item]));
    const isMarked = new Set(marked);
    const expected = { items, since };
    let count = 0;
    walkLayer(tree, (path, stat) => {
      count += 1;
      const item = itemOf(tree, path, stat, expected, whole);
      const found = isMarked.has(path) ? { ...item, content: 'opaque' } : plain(item);
      if (!isSame(found, items.get(path))) throw mismatch(`${path} is not what was kept`);
    });
    if (count !== items.size) throw mismatch(`${items.size - count} paths are missing`);
  },

  /** Makes one layer, in a directory that does not exist, of several, the lowest first. */
  flatten(layers: readonly LayerTree[], to: NewLayer): SealedLayer {
    const sources = layers.map(
      ({ tree, manifest, sum, since }): Source => ({
        tree,
        manifest: readManifest(manifest, sum),
        since,
        whole: false,
      }),
    );
    mkdirSync(to.tree, { mode: lstatSync(layers.at(-1)?.tree ?? '').mode & 0o777 });
    const merged = flattenLayers(sources, to.tree);
    const sum = writeManifest(to.manifest, merged);
    const { digest, bytes, files, items } = merged;
    return { digest, sum, since: fileClock(to.tree), bytes, files, opaque: [], empty: items.length === 0 };
  },
} as const;

/** A directory that was not touched is known as it was, but whether it is opaque was asked anew. */
function plain(item: TreeItem): TreeItem {
  return item.type === 'directory' ? { ...item, content: '' } : item;
}
