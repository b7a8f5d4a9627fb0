import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '@stepyard/contract/json';
import type { KubeObject, Manifest } from '@stepyard/runtime/kubernetes';
import type { OamStep } from './oam-step.ts';

/** Keeps what an application was made into as a file of the workspace; values of Secrets are not in it. */
export async function keepRendered(
  step: OamStep,
  file: string,
  manifests: readonly Manifest[],
): Promise<void> {
  const { stringify } = await import('yaml');
  const texts = manifests.map(({ object }) => stringify(withoutValues(object), { lineWidth: 0 }));
  const path = join(step.workspace, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, step.masked(texts.join('---\n')));
  step.keep(path);
}

function withoutValues(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || !isRecord(object.data)) return object;
  return { ...object, data: Object.fromEntries(Object.keys(object.data).map((key) => [key, '***'])) };
}
