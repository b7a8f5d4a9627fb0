import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import type { ImageReference, Registry } from '@stepyard/contract/registry';

/** The names of all files in all layers of an image, also of those that a later layer hides. */
export async function imageFiles(registry: Registry, at: ImageReference): Promise<readonly string[]> {
  const { content } = await registry.manifest(at);
  const names: string[] = [];
  for (const layer of 'layers' in content ? content.layers : []) {
    const input = gunzipSync(await registry.blob(at, layer));
    const { stdout } = spawnSync('tar', ['-t'], { input, encoding: 'utf8', maxBuffer: 64 << 20 });
    names.push(...stdout.split('\n').filter((name) => name !== ''));
  }
  return names;
}
