import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { docker } from './engine.ts';
import type { LayerFiles } from './layer-files.ts';
import { type LayerRecord, layerRecords } from './layer-records.ts';
import { digestOf, type Layout, mediaTypes } from './layout.ts';
import { press } from './press.ts';
import { scratchBeside } from './scratch.ts';
import { sealLayer } from './seal-layer.ts';

const execute = promisify(execFile);

/** What the engine says of an image that it built. */
export interface EngineImage {
  readonly Architecture: string;
  readonly Config: Readonly<Record<string, unknown>>;
  readonly RootFS: { readonly Layers: readonly string[] };
}

/** The layers of an image of the engine, sealed: taken over where they are sealed already, written anew where not. */
export async function sealLayers(id: string, layout: Layout, hard: boolean): Promise<LayerRecord[]> {
  const { RootFS } = await inspect(id);
  const records = layerRecords(layout);
  const sealed: LayerRecord[] = [];
  let saved: SavedImage | undefined;
  try {
    for (const [index, diffId] of RootFS.Layers.entries()) {
      const beneath = sealed.map((record) => record.diffId);
      const known = records.find(beneath, diffId);
      if (known === undefined) saved ??= await save(id, layout);
      const record = known ?? (await sealOne(saved?.layer(index) ?? '', layout, sealed.at(-1), hard));
      if (known === undefined) {
        records.keep(beneath, diffId, record);
        records.keep(beneath, record.diffId, record);
      }
      if (record.blob !== undefined) sealed.push(record);
    }
  } finally {
    saved?.remove();
  }
  return sealed;
}

export async function inspect(id: string): Promise<EngineImage> {
  const [image]: EngineImage[] = JSON.parse(await docker('image', 'inspect', id));
  if (image === undefined) throw new Error(`The engine has no image ${id}.`);
  return image;
}

async function sealOne(
  from: string,
  layout: Layout,
  below: LayerRecord | undefined,
  hard: boolean,
): Promise<LayerRecord> {
  const files: LayerFiles = new Map(below?.files ?? []);
  const { entries, inventory } = await sealLayer(from, `${from}.sealed`, files);
  const diffId = await digestOf(`${from}.sealed`);
  const record = { diffId, files: [...files], inventory: [...inventory] };
  if (entries === 0) return record;
  await press(`${from}.sealed`, `${from}.gz`, hard);
  return { ...record, blob: await layout.take(`${from}.gz`, mediaTypes.layer) };
}

interface SavedImage {
  layer(index: number): string;
  remove(): void;
}

/** Beside the layout, so that a finished blob is moved and not copied. */
async function save(id: string, { folder }: Layout): Promise<SavedImage> {
  const scratch = scratchBeside(folder);
  try {
    await docker('save', '--output', join(scratch, 'image.tar'), id);
    await execute('tar', ['-xf', join(scratch, 'image.tar'), '-C', scratch]);
    rmSync(join(scratch, 'image.tar'));
    const [manifest]: { readonly Layers: readonly string[] }[] = JSON.parse(
      readFileSync(join(scratch, 'manifest.json'), 'utf8'),
    );
    return {
      layer: (index) => join(scratch, manifest?.Layers[index] ?? ''),
      remove: () => rmSync(scratch, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}
