import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { Cluster } from './cluster.ts';
import { at, groupOf, type KubeObject, listAt, textAt } from './object.ts';

/** A kind of object, as the cluster serves it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Name in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export interface Resources {
  /** `undefined` where the cluster has no such kind. */
  find(apiVersion: string, kind: string): Promise<Resource | undefined>;
  /** @throws StepError NOT_FOUND naming the kind. */
  of(object: Pick<KubeObject, 'apiVersion' | 'kind'>, what: string): Promise<Resource>;
  /** All that the cluster serves, each kind in its preferred version. */
  all(): Promise<readonly Resource[]>;
  /** After a definition was applied. */
  forget(): void;
}

/** Path below the API server of a kind's objects, or of one of them. */
export function pathOf(
  { apiVersion, plural, namespaced }: Resource,
  namespace: string,
  name?: string,
  part?: string,
): string {
  const base = `${apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`}${namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${plural}`;
  return [
    base,
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
    ...(part === undefined ? [] : [part]),
  ].join('/');
}

export function createResources(cluster: Pick<Cluster, 'find' | 'call'>): Resources {
  let known = new Map<string, Promise<readonly Resource[]>>();

  async function ask(apiVersion: string): Promise<readonly Resource[]> {
    const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const found = await cluster.find(path, { what: `The API ${apiVersion}` });
    return listAt(found, 'resources').flatMap((one) => toResource(apiVersion, one));
  }

  function served(apiVersion: string): Promise<readonly Resource[]> {
    const found = known.get(apiVersion) ?? ask(apiVersion);
    known.set(apiVersion, found);
    return found;
  }

  async function find(apiVersion: string, kind: string): Promise<Resource | undefined> {
    return (await served(apiVersion)).find((one) => one.kind === kind);
  }

  return {
    find,
    async of({ apiVersion, kind }, what) {
      const found = await find(apiVersion, kind);
      if (found !== undefined) return found;
      throw unknownKind(apiVersion, kind, what, (await served(apiVersion)).length > 0);
    },
    async all() {
      const groups = await cluster.call('/apis', { what: 'The list of APIs' });
      const versions = listAt(groups, 'groups').map((group) =>
        textAt(group, 'preferredVersion', 'groupVersion'),
      );
      // An API whose server is down must not hide the others.
      const lists = await Promise.all(['v1', ...versions].map((version) => served(version).catch(() => [])));
      return lists.flat();
    },
    forget() {
      known = new Map();
    },
  };
}

function toResource(apiVersion: string, value: unknown): Resource[] {
  if (!isRecord(value)) return [];
  const plural = textAt(value, 'name');
  if (plural === '' || plural.includes('/')) return [];
  const verbs = listAt(value, 'verbs').filter((verb) => typeof verb === 'string');
  return [
    { apiVersion, kind: textAt(value, 'kind'), plural, namespaced: at(value, 'namespaced') === true, verbs },
  ];
}

function unknownKind(apiVersion: string, kind: string, what: string, versionKnown: boolean): StepError {
  const group = groupOf(apiVersion);
  return new StepError(
    'NOT_FOUND',
    `${what} is of the kind ${kind} of ${apiVersion}, which the cluster does not have.`,
    {
      hint:
        group === '' || versionKnown
          ? 'Check `apiVersion` and `kind`; `kubectl api-resources` lists what there is.'
          : `Install what brings its definition (CustomResourceDefinition) of ${group} first, or add that to the manifests.`,
    },
  );
}
