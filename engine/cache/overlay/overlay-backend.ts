import { hash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { removeTree } from '../../executors/remove-tree.ts';
import type { CacheBackend, CacheReport, PreparedCache } from '../cache-backend.ts';
import { cacheDirectory, identityOfCache } from '../cache-place.ts';
import { isPlain, readScope, type StoredEntry } from '../directory/entry.ts';
import { type EntryPlace, giveBack, type Hold, handOut, nothingSaved } from '../directory/hand-out.ts';
import type { HeldPaths, HeldRecord } from '../directory/held.ts';
import { publishRecord } from '../directory/publish.ts';
import { removeOlder } from '../directory/replace.ts';
import { trees } from '../tree/trees.ts';
import { createProbe } from './can-mount.ts';
import { collectLayers } from './collect-layers.ts';
import { emptyLayer, type Layer, layerPaths, layersDirectory, newLayerId, overlayMount } from './layer.ts';
import type { SealedLayer } from './layer-work.ts';
import { opaqueDirectories } from './opaque.ts';
import { assertSound, layerTree, noteLooked } from './sound.ts';

/** Each layer costs every look-up of a missing file; as many as these are made one. */
const mostLayers = 8;

/** Where attempts run whose steps see no other file of this machine than what is mounted for them. */
const isolated: ReadonlySet<string> = new Set(['docker']);

/**
 * Keeps caches as layers: all attempts read what is kept in place, whatever its size, and each writes to a layer of
 * its own, which alone is saved. The mount is made with the step and goes with it, so a crash leaves none.
 */
export function createOverlayBackend(
  place: EntryPlace,
  executors: readonly string[],
  isHere: (executor: string) => Promise<boolean> = async () => true,
): CacheBackend {
  const { root, discard, onSaved } = place;
  const canMount = createProbe(layersDirectory(root));

  function newUpper(executor: string): string {
    const id = newLayerId();
    const { directory, tree, work } = layerPaths(root, id);
    for (const path of [directory, tree, work]) mkdirSync(path, { recursive: true, mode: 0o700 });
    // Which user a container has is not known here; nobody else reaches the directory.
    if (isolated.has(executor)) chmodSync(tree, 0o777);
    return id;
  }

  async function warm(entry: StoredEntry, { tree }: HeldPaths): Promise<Hold> {
    const { layers = [], executor = '' } = entry.record;
    await assertSound(root, entry, isolated.has(executor));
    mkdirSync(tree, { mode: 0o700 });
    return { overlay: { upper: newUpper(executor), layers } };
  }

  async function save(paths: HeldPaths, held: HeldRecord): Promise<CacheReport> {
    const { overlay, request } = held;
    // What is in the place of the mount was written without it.
    if (overlay === undefined || readdirSync(paths.tree).length > 0) return nothingSaved;
    const published = entryOf(held);
    if (published !== undefined) return finish(published, paths, published.record.layers?.at(-1)?.bytes ?? 0);
    const upper = layerPaths(root, overlay.upper);
    await removeTree(upper.work);
    chmodSync(upper.tree, isolated.has(request.executor) ? 0o777 : 0o700);
    const beneath = overlay.layers.map((layer) => layerTree(root, layer));
    const sealed = await trees.seal(upper, beneath, await opaqueDirectories(upper.tree));
    if (sealed.empty) return nothingSaved;
    const top = toLayer(overlay.upper, sealed);
    const layers = await shortened([...overlay.layers, top]);
    const digest = hash('sha256', `${held.from?.digest ?? ''} ${sealed.digest}`, 'hex');
    return finish(publish(held, layers, digest), paths, sealed.bytes);
  }

  function finish(entry: StoredEntry, paths: HeldPaths, savedBytes: number): CacheReport {
    collectLayers(root, removeOlder(root, entry, paths, discard.later), discard, paths);
    onSaved();
    return { saved: true, savedBytes };
  }

  /** The entry that was made of this attempt before a crash. */
  function entryOf({ request, overlay }: HeldRecord): StoredEntry | undefined {
    const scope = readScope(cacheDirectory(root, identityOfCache(request)), request.trust);
    return scope.find(({ record }) => record.layers?.at(-1)?.id === overlay?.upper);
  }

  async function shortened(layers: readonly Layer[]): Promise<readonly Layer[]> {
    if (layers.length <= mostLayers) return layers;
    const id = newLayerId();
    const to = layerPaths(root, id);
    mkdirSync(to.directory, { mode: 0o700 });
    const sources = layers.map((layer) => layerTree(root, layer));
    return [toLayer(id, await trees.flatten(sources, to))];
  }

  function publish({ request }: HeldRecord, layers: readonly Layer[], digest: string): StoredEntry {
    const { sum = '', since = 0 } = layers.at(-1) ?? {};
    const bytes = layers.reduce((all, layer) => all + layer.bytes, 0);
    const files = layers.reduce((all, layer) => all + layer.files, 0);
    const made = { digest, sum, since, bytes, files, layers, executor: request.executor };
    return publishRecord(root, request, made, noteLooked);
  }

  async function drop(): Promise<CacheReport> {
    return nothingSaved;
  }

  return {
    name: 'overlay',
    async canSupport({ executor }) {
      return executors.includes(executor) && (await canMount(executor)) && (await isHere(executor));
    },
    setUp: async (request) => {
      // What is to be hidden has to be there.
      for (const path of [join(layersDirectory(root), emptyLayer), join(root, 'entries')])
        mkdirSync(path, { recursive: true, mode: 0o700 });
      return handOut(place, request, {
        warm,
        cold: () => ({ overlay: { upper: newUpper(request.executor), layers: [] } }),
        reads: (entry) => !isPlain(entry) && entry.record.executor === request.executor,
      });
    },
    tearDown: (cache, { keep }) =>
      giveBack(place, cache, async (paths, held) => {
        assertSameMount(root, cache, held);
        try {
          return await (keep ? save : drop)(paths, held);
        } finally {
          // Kept if an entry has it by now.
          collectLayers(root, [held.overlay?.upper ?? ''], discard, paths);
        }
      }),
  };
}

/** Whose layers are read and written is known from when they were handed out. */
function assertSameMount(root: string, { request, overlay }: PreparedCache, held: HeldRecord): void {
  if (held.overlay !== undefined && isDeepStrictEqual(overlay, overlayMount(root, held.overlay))) return;
  throw new Error(`The layers of a cache cannot change while ${request.holder} holds it.`);
}

function toLayer(id: string, { sum, since, bytes, files, opaque }: SealedLayer): Layer {
  return { id, sum, since, bytes, files, opaque };
}
