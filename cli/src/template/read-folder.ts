import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Manifest } from '@stepyard/catalog';
import { readManifest, templatesAt } from '@stepyard/engine/catalog';
import { commandError } from '../failure.ts';

/** The template that a folder holds. */
export interface FoundTemplate {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Starts it here; empty where it has first to be built. */
  readonly command: readonly string[];
}

/** @throws CommandError, or SourceError with all that is wrong with the manifest. */
export async function readFolder(given: string): Promise<FoundTemplate> {
  const folder = resolve(given);
  if (!existsSync(folder))
    throw commandError(`There is no folder ${JSON.stringify(given)}.`, 'Check the path.');
  const manifest = await readManifest(folder);
  if (manifest === undefined) {
    throw commandError(
      `${given} must be the folder of a template.`,
      'It has a template.json or template.ts, and a main.js, main.ts, main.py, main.sh or main that is started.',
    );
  }
  const [entry] = await templatesAt(folder);
  return { folder, manifest, command: entry?.start.command ?? [] };
}
