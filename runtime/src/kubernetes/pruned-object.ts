import { isRecord } from '@stepyard/contract/json';
import type { KubeObject } from './object.ts';

/** What the cluster writes and nobody declares. */
const ofCluster = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'];
/** A copy of the whole object, secret values included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** What is declared of an object: what two of them are compared by, and what people are shown. */
export function declaredPart(object: KubeObject): Readonly<Record<string, unknown>> {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([name]) => !ofCluster.includes(name));
  return {
    ...rest,
    metadata: Object.fromEntries(
      kept.map(([name, value]) =>
        name === 'annotations' && isRecord(value) ? [name, without(value)] : [name, value],
      ),
    ),
  };
}

function without(annotations: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== lastApplied));
}

/** Equal in all that JSON can say, whatever the order of names. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}

/** A Secret with its values hidden; where before and after differ, that is all that is told. */
export function hideSecret(
  side: 'before' | 'after',
  object: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return object;
  const hidden = ['data', 'stringData'].flatMap((part) => {
    const values = object[part];
    const others = other?.[part];
    if (!isRecord(values)) return [];
    const shown = Object.entries(values).map(([name, value]) => {
      const differs = isRecord(others) && name in others && !same(others[name], value);
      return [name, differs ? `*** (${side})` : '***'];
    });
    return [[part, Object.fromEntries(shown)]];
  });
  return { ...object, ...Object.fromEntries(hidden) };
}
