import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { OverlayMount } from '../../executors/executor.ts';
import { isObject } from '../../json-record.ts';

/** What one attempt changed, never written to again; the lowest of an entry is a whole tree. */
export interface Layer {
  readonly id: string;
  /** SHA-256 of its manifest. */
  readonly sum: string;
  /** Since when a change would show, by the clock of the file system. */
  readonly since: number;
  readonly bytes: number;
  readonly files: number;
  /** Directories that hide what layers beneath have in the same place. */
  readonly opaque: readonly string[];
}

/** The layers that an attempt has beneath its own. */
export interface HeldOverlay {
  readonly upper: string;
  /** The lowest first. */
  readonly layers: readonly Layer[];
}

export interface LayerPaths {
  readonly directory: string;
  readonly tree: string;
  readonly manifest: string;
  /** For the kernel while it is written to. */
  readonly work: string;
}

/** Layers of all caches stand side by side, so that their names fit into the options of a mount. */
export function layersDirectory(root: string): string {
  return join(root, 'layers');
}

/** Where a layer is. */
export function layerPaths(root: string, id: string): LayerPaths {
  const directory = join(layersDirectory(root), id);
  return {
    directory,
    tree: join(directory, 'tree'),
    manifest: join(directory, 'manifest'),
    work: join(directory, 'work'),
  };
}

export function newLayerId(): string {
  return `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
}

/** Beneath everything, since a mount needs something that is. */
export const emptyLayer = 'empty';

/** What is to be mounted for an attempt. */
export function overlayMount(root: string, { upper, layers }: HeldOverlay): OverlayMount {
  return {
    directory: layersDirectory(root),
    lower: [...layers.toReversed().map(({ id }) => `${id}/tree`), emptyLayer],
    upper: `${upper}/tree`,
    work: `${upper}/work`,
    hide: [layersDirectory(root), join(root, 'entries')],
  };
}

export function isLayer(value: unknown): value is Layer {
  if (!isObject(value)) return false;
  const { id, sum, since, bytes, files, opaque } = value;
  return (
    typeof id === 'string' &&
    /^[0-9a-z]{9}-[0-9a-f]{8}$/.test(id) &&
    typeof sum === 'string' &&
    [since, bytes, files].every((number) => typeof number === 'number') &&
    Array.isArray(opaque) &&
    opaque.every((path) => typeof path === 'string')
  );
}
