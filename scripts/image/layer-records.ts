import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Descriptor, Layout } from './layout.ts';

/** A sealed layer, and what an image holds whose uppermost it is. */
export interface LayerRecord {
  readonly diffId: string;
  /** Absent where nothing was left of the layer. */
  readonly blob?: Descriptor;
  readonly files: readonly (readonly [path: string, print: string])[];
  readonly inventory: readonly (readonly [path: string, content: string])[];
}

/** What sealing made of a layer as the engine built it, by what lies beneath and its own digest. */
export interface LayerRecords {
  find(beneath: readonly string[], diffId: string): LayerRecord | undefined;
  keep(beneath: readonly string[], diffId: string, record: LayerRecord): void;
}

export function layerRecords({ folder, blob }: Layout): LayerRecords {
  const place = join(folder, 'sealed');
  mkdirSync(place, { recursive: true });
  const fileOf = (beneath: readonly string[], diffId: string) => {
    const key = createHash('sha256').update([rules, ...beneath, diffId].join(' '));
    return join(place, key.digest('hex'));
  };
  return {
    find(beneath, diffId) {
      const file = fileOf(beneath, diffId);
      if (!existsSync(file)) return undefined;
      const record: LayerRecord = JSON.parse(brotliDecompressSync(readFileSync(file)).toString());
      return record.blob === undefined || existsSync(blob(record.blob.digest)) ? record : undefined;
    },
    keep(beneath, diffId, record) {
      const file = fileOf(beneath, diffId);
      writeFileSync(`${file}.${process.pid}`, brotliCompressSync(JSON.stringify(record), quick));
      renameSync(`${file}.${process.pid}`, file);
    },
  };
}

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } };

/** Counted up whenever sealing gives other bytes than before. */
const rules = 'rules-1';
