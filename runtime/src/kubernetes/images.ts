import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { KubeObject } from './object.ts';

/** An image by its name without tag and digest, and what stands in its place. */
export interface Substitution {
  readonly from: string;
  readonly to: string;
}

const lists = ['initContainers', 'containers', 'ephemeralContainers'];

/** Name of an image without tag and digest. */
export function bareImage(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

/** Puts images in the place of others wherever pods are described; `used` notes the substitutions that fitted. */
export function substituteImages(
  object: KubeObject,
  substitutions: readonly Substitution[],
  used: Set<Substitution>,
): KubeObject {
  if (substitutions.length === 0) return object;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        lists.includes(name) && Array.isArray(inner) ? inner.map((one) => container(one)) : walk(inner),
      ]),
    );
  };
  const container = (value: unknown): unknown => {
    if (!isRecord(value) || typeof value.image !== 'string') return walk(value);
    const bare = bareImage(value.image);
    const found = substitutions.find(({ from }) => from === value.image || from === bare);
    if (found === undefined) return value;
    used.add(found);
    return { ...value, image: found.to };
  };
  const { apiVersion, kind, metadata, ...rest } = object;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, walk(value)])),
    apiVersion,
    kind,
    metadata,
  };
}

/** @throws StepError INPUT_INVALID naming the substitutions that fitted nowhere in the manifests */
export function assertAllUsed(substitutions: readonly Substitution[], used: ReadonlySet<Substitution>): void {
  const unused = substitutions.filter((one) => !used.has(one)).map(({ from }) => JSON.stringify(from));
  if (unused.length === 0) return;
  throw new StepError(
    'INPUT_INVALID',
    `\`images\` must name images of the manifests, which have no ${unused.join(', ')}.`,
    { hint: 'Write the name as it stands in the manifests, with its registry and without its tag.' },
  );
}
