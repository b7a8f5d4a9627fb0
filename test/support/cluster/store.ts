import { type KubeObject, numberAt } from '@stepyard/runtime/kubernetes';

/** The objects of a stand-in, with what a server notes of each. */
export function createStore(tell: (type: string, object: KubeObject) => void) {
  const objects = new Map<string, KubeObject>();
  let version = 100;
  const key = (kind: string, namespace: string, name: string) => `${kind} ${namespace} ${name}`;
  const keyOf = ({ kind, metadata }: KubeObject) => key(kind, metadata.namespace ?? '', metadata.name);

  function put(object: KubeObject): KubeObject {
    const old = objects.get(keyOf(object));
    const changed = JSON.stringify(old?.spec) !== JSON.stringify(object.spec);
    const metadata = {
      uid: `uid-${object.kind}-${object.metadata.name}-${version}`,
      creationTimestamp: new Date().toISOString(),
      ...old?.metadata,
      ...object.metadata,
      resourceVersion: String(++version),
      generation: (numberAt(old, 'metadata', 'generation') ?? 0) + (changed || old === undefined ? 1 : 0),
    };
    const stored = { ...object, metadata };
    objects.set(keyOf(stored), stored);
    tell(old === undefined ? 'ADDED' : 'MODIFIED', stored);
    return stored;
  }

  function remove(object: KubeObject): void {
    objects.delete(keyOf(object));
    tell('DELETED', object);
  }

  return {
    put,
    remove,
    version: () => String(version),
    all: (): readonly KubeObject[] => [...objects.values()],
    at: (kind: string, namespace: string, name: string) => objects.get(key(kind, namespace, name)),
  };
}
