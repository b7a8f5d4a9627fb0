import { at, type KubeObject } from '@stepyard/runtime/kubernetes';
import type { KubeAsked } from './fake-cluster.ts';
import { answer, conflicting, notFound, type Reply, refused } from './reply.ts';
import type { Address } from './selection.ts';
import { applied } from './server-side-apply.ts';
import type { createStore } from './store.ts';

/** Does what a writing request asks for, or says what it would come to. */
export function write(
  store: ReturnType<typeof createStore>,
  { kind, namespace, name: named }: Address,
  { method, dryRun, query, contentType, text, object }: KubeAsked,
  writes: string[],
): Reply {
  const name = named ?? object?.metadata.name ?? '';
  const live = store.at(kind.kind, namespace, name);
  if (namespace !== '' && store.at('Namespace', '', namespace) === undefined)
    return notFound(`namespaces "${namespace}" not found`);
  if (!dryRun) writes.push(`${method} ${kind.kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
  if (method === 'DELETE') return remove(store, live, name, text);
  if (object === undefined && !/merge-patch/.test(contentType))
    return refused({ code: 400, message: 'no object' });
  if (method === 'POST' && live !== undefined)
    return refused({ code: 409, reason: 'AlreadyExists', message: `"${name}" already exists` });
  const next =
    /apply-patch/.test(contentType) && object !== undefined
      ? applied(live, object, query.get('fieldManager') ?? '', query.get('force') === 'true')
      : merged(live, JSON.parse(text));
  if (Array.isArray(next)) return conflicting(next, kind.apiVersion);
  // An array is left out above, which the compiler does not see of a read-only one.
  const fresh = next as KubeObject;
  const status = live === undefined ? 201 : 200;
  if (dryRun)
    return answer({ ...fresh, metadata: { uid: 'dry', ...live?.metadata, ...fresh.metadata } }, status);
  return answer(store.put(fresh), status);
}

function remove(
  store: ReturnType<typeof createStore>,
  live: KubeObject | undefined,
  name: string,
  text: string,
): Reply {
  if (live === undefined) return notFound(`"${name}" not found`);
  const wanted = at(JSON.parse(text === '' ? '{}' : text), 'preconditions', 'resourceVersion');
  if (wanted !== undefined && wanted !== live.metadata.resourceVersion)
    return refused({ code: 409, reason: 'Conflict', message: 'the object was changed' });
  store.remove(live);
  return answer({ kind: 'Status', status: 'Success' });
}

/** A strategic merge: items of lists are known by their names, where they have some. */
function merged(live: unknown, patch: unknown): KubeObject {
  const merge = (to: unknown, from: unknown): unknown => {
    if (Array.isArray(from) && Array.isArray(to)) return byName(to, from, merge);
    if (typeof from !== 'object' || from === null || Array.isArray(from)) return from;
    const { $retainKeys: kept, ...given }: Record<string, unknown> = { ...from };
    const known = typeof to === 'object' && to !== null && !Array.isArray(to) ? to : {};
    const base = Array.isArray(kept)
      ? Object.fromEntries(Object.entries(known).filter(([name]) => kept.includes(name)))
      : known;
    const entries = Object.entries(given).map(([name, value]) => [name, merge(at(base, name), value)]);
    return Object.fromEntries(
      Object.entries({ ...base, ...Object.fromEntries(entries) }).filter(([, one]) => one !== null),
    );
  };
  return merge(live, patch) as KubeObject;
}

function byName(
  to: readonly unknown[],
  from: readonly unknown[],
  merge: (to: unknown, from: unknown) => unknown,
): readonly unknown[] {
  const nameOf = (item: unknown) => at(item, 'name');
  if (!from.every((item) => typeof nameOf(item) === 'string')) return from;
  const changed = to.map((item) => {
    const patch = from.find((one) => nameOf(one) === nameOf(item));
    return patch === undefined ? item : merge(item, patch);
  });
  return [...changed, ...from.filter((one) => !to.some((item) => nameOf(item) === nameOf(one)))];
}
