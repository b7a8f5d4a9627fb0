import { isRecord, textIn } from '@stepyard/contract/json';

/** An object of a cluster, as its API gives it or as a manifest says it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly [field: string]: unknown;
}

export function isKubeObject(value: unknown): value is KubeObject {
  return (
    textIn(value, 'apiVersion') !== undefined &&
    textIn(value, 'kind') !== undefined &&
    isRecord(value) &&
    textIn(value.metadata, 'name') !== undefined
  );
}

/** What stands at a place within a value; `undefined` where the place is not there. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

/** The list at a place; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text at a place; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number at a place; `undefined` where there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** How people are told of an object: `Deployment shop/web`. */
export function titleOf({ kind, metadata: { name, namespace } }: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The API group of an `apiVersion`; empty for the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '';
}
