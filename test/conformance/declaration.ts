import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from '@stepyard/catalog';
import { root } from '../../scripts/source-files.ts';

/** What the folder of a template that comes along declares. */
export async function manifestOf(name: string): Promise<Manifest> {
  const file = join(root, 'templates', name, 'template.ts');
  const module: Record<string, Manifest> = await import(pathToFileURL(file).href);
  const [manifest, ...others] = Object.values(module);
  if (manifest === undefined || others.length > 0)
    throw new Error('template.ts exports not exactly one template');
  return manifest;
}
