import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from '@stepyard/catalog';
import { type OutContent, readOut } from '@stepyard/contract/out';
import type { Ended } from '../trial.ts';

/** What a step left in STEPYARD_OUT, as the platform reads it. */
export async function readLeft({ step }: Ended, manifest: Manifest): Promise<OutContent> {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-out-'));
  try {
    for (const [path, content] of step) {
      const [, below] = /^out\/(.*)$/.exec(path) ?? [];
      if (below === undefined || below.includes('..')) continue;
      mkdirSync(dirname(join(folder, below)), { recursive: true });
      writeFileSync(join(folder, below), content);
    }
    return await readOut(
      folder,
      manifest.outputsFrom === undefined ? { fields: manifest.outputs } : undefined,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
