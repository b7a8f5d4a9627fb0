import type { KubeObject } from '@stepyard/runtime/kubernetes';

type Values = Record<string, unknown>;

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly fieldsV1: Readonly<Record<string, unknown>>;
}

/** A field that another manager set to something else. */
export interface FieldConflict {
  readonly field: string;
  readonly manager: string;
}

/** A small server-side apply: fields are paths of names; lists are one field each. */
export function applied(
  live: KubeObject | undefined,
  given: KubeObject,
  manager: string,
  force: boolean,
): KubeObject | readonly FieldConflict[] {
  const entries = entriesOf(live);
  const own = entries.find((one) => one.manager === manager && one.operation === 'Apply');
  const others = entries.filter((one) => one !== own);
  const wanted = leaves(content(given));
  const result = structuredClone(content(live)) as Values;
  const conflicts = Object.entries(wanted).flatMap(([field, value]) =>
    others
      .filter((one) => field in one.fieldsV1 && JSON.stringify(get(result, field)) !== JSON.stringify(value))
      .map((one) => ({ field: field.replaceAll('\u0000', '.'), manager: one.manager })),
  );
  if (conflicts.length > 0 && !force) return conflicts;
  for (const field of Object.keys(own?.fieldsV1 ?? {}))
    if (!(field in wanted) && !others.some((one) => field in one.fieldsV1)) set(result, field, undefined);
  for (const [field, value] of Object.entries(wanted)) set(result, field, value);
  const fieldsV1 = Object.fromEntries(Object.keys(wanted).map((field) => [field, {}]));
  const left = others.map((one) => ({
    ...one,
    fieldsV1: Object.fromEntries(
      Object.entries(one.fieldsV1).filter(
        ([field]) => !(force && conflicts.some((each) => each.field === field.replaceAll('\u0000', '.'))),
      ),
    ),
  }));
  const metadata = { ...live?.metadata, ...(result.metadata as KubeObject['metadata']) };
  return {
    ...result,
    ...(live?.status !== undefined && { status: live.status }),
    apiVersion: given.apiVersion,
    kind: given.kind,
    metadata: { ...metadata, managedFields: [...left, { manager, operation: 'Apply', fieldsV1 }] },
  };
}

const ofServer = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp'];

function content(object: KubeObject | undefined): Values {
  if (object === undefined) return {};
  const { apiVersion: _a, kind: _k, status: _s, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([name]) => !ofServer.includes(name));
  return { ...rest, metadata: Object.fromEntries(kept) };
}

function entriesOf(object: KubeObject | undefined): Entry[] {
  return (object?.metadata.managedFields ?? []) as Entry[];
}

function leaves(value: unknown, path: readonly string[] = []): Values {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    return { [path.join('\u0000')]: value };
  return Object.assign({}, ...Object.entries(value).map(([name, inner]) => leaves(inner, [...path, name])));
}

function get(values: Values, field: string): unknown {
  return field
    .split('\u0000')
    .reduce<unknown>((inner, name) => (inner as Values | undefined)?.[name], values);
}

function set(values: Values, field: string, value: unknown): void {
  const names = field.split('\u0000');
  const last = names.pop() ?? '';
  let inner = values;
  for (const name of names) {
    inner[name] = { ...(inner[name] as Values | undefined) };
    inner = inner[name] as Values;
  }
  if (value === undefined) delete inner[last];
  else inner[last] = structuredClone(value);
}
