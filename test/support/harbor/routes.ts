import { isImmutable, type Role, type Rule, type User, type World } from './world.ts';

/** A request, as far as the API cares; `part` are the named parts of its path. */
export interface Call {
  readonly world: World;
  readonly user: User;
  readonly part: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
}

type Route = readonly [method: string, path: RegExp, handle: (call: Call) => Answer];

const ranks: readonly Role[] = ['guest', 'developer', 'maintainer', 'admin'];

/** The operations of Harbor's API that the template needs, below `/api/v2.0`. */
export const routes: readonly Route[] = [
  [
    'GET',
    /^\/projects\/(?<project>[^/]+)$/,
    as('guest', ({ world: { project } }) => {
      const metadata = { public: 'false', ...(project.retention && { retention_id: project.retention }) };
      return ok({ project_id: project.id, name: project.name, metadata });
    }),
  ],
  [
    'GET',
    /^\/projects\/(?<project>[^/]+)\/repositories\/(?<repository>[^/]+)\/artifacts\/(?<reference>[^/]+)$/,
    as('guest', showArtifact),
  ],
  [
    'POST',
    /^\/projects\/(?<project>[^/]+)\/repositories\/(?<repository>[^/]+)\/artifacts\/(?<reference>[^/]+)\/labels$/,
    as('developer', (call) => {
      const artifact = artifactOf(call);
      const label = call.world.labels.find(({ id }) => id === call.json.id);
      if (artifact === undefined || label === undefined) return refused(404, 'not found');
      if (artifact.labels.has(label.id)) return refused(409, `label ${label.id} is already added`);
      artifact.labels.add(label.id);
      return { status: 200 };
    }),
  ],
  [
    'DELETE',
    /^\/projects\/(?<project>[^/]+)\/repositories\/(?<repository>[^/]+)\/artifacts\/(?<reference>[^/]+)\/labels\/(?<id>\d+)$/,
    as('developer', (call) => {
      const removed = artifactOf(call)?.labels.delete(Number(call.part.id));
      return removed ? { status: 200 } : refused(404, `label ${call.part.id} not found`);
    }),
  ],
  [
    'POST',
    /^\/projects\/(?<project>[^/]+)\/repositories\/(?<repository>[^/]+)\/artifacts\/(?<reference>[^/]+)\/scan$/,
    as('maintainer', (call) => {
      const artifact = artifactOf(call);
      if (artifact === undefined) return refused(404, 'artifact not found');
      if (artifact.findings === undefined) return refused(422, 'the artifact cannot be scanned');
      if (artifact.scan && artifact.scan.pollsLeft > 0) return refused(409, 'a previous scan is running');
      const start_time = new Date(Date.now()).toISOString();
      artifact.scan = { status: 'Pending', start_time, pollsLeft: artifact.findings.polls };
      return { status: 202 };
    }),
  ],
  [
    'GET',
    /^\/labels$/,
    ({ world: { labels }, query }) => {
      const scope = query.get('scope');
      if (scope === 'p' && !query.get('project_id')) return refused(400, 'invalid project_id');
      const found = labels.filter(
        (label) => label.scope === scope && label.name.includes(query.get('name') ?? ''),
      );
      return ok(page(found, query));
    },
  ],
  ['POST', /^\/labels$/, makeLabel],
  [
    'GET',
    /^\/projects\/(?<project>[^/]+)\/immutabletagrules$/,
    as('maintainer', ({ world, query }) => ok(page(world.rules, query))),
  ],
  [
    'POST',
    /^\/projects\/(?<project>[^/]+)\/immutabletagrules$/,
    as('maintainer', ({ world, json }) => {
      if (world.rules.length >= 15) return refused(400, 'at most 15 rules are allowed');
      world.rules.push({ ...asRule(json), id: world.nextId++ });
      return { status: 201 };
    }),
  ],
  [
    'PUT',
    /^\/projects\/(?<project>[^/]+)\/immutabletagrules\/(?<id>\d+)$/,
    as('maintainer', ({ world, json, part }) => {
      const at = world.rules.findIndex(({ id }) => id === Number(part.id));
      if (at < 0) return refused(404, 'rule not found');
      world.rules[at] = { ...asRule(json), id: Number(part.id) };
      return { status: 200 };
    }),
  ],
  [
    'DELETE',
    /^\/projects\/(?<project>[^/]+)\/immutabletagrules\/(?<id>\d+)$/,
    as('maintainer', ({ world, part }) => {
      const at = world.rules.findIndex(({ id }) => id === Number(part.id));
      if (at < 0) return refused(404, 'rule not found');
      world.rules.splice(at, 1);
      return { status: 200 };
    }),
  ],
  [
    'GET',
    /^\/retentions\/(?<id>\d+)$/,
    as('maintainer', ({ world, part }) => {
      const policy = world.retentions.get(part.id ?? '');
      return policy === undefined ? refused(403, 'no such policy') : ok({ algorithm: 'or', ...policy });
    }),
  ],
  [
    'PUT',
    /^\/retentions\/(?<id>\d+)$/,
    as('maintainer', ({ world, part, json }) => {
      const rules = Array.isArray(json.rules) ? json.rules.map(asRule) : [];
      world.retentions.set(part.id ?? '', { id: Number(part.id), rules });
      return { status: 200 };
    }),
  ],
];

function showArtifact(call: Call): Answer {
  const { world, query } = call;
  const artifact = artifactOf(call);
  if (artifact === undefined) return refused(404, `artifact ${call.part.reference} not found`);
  const { repository, digest, tags, labels } = artifact;
  const immutable = (name: string) =>
    query.get('with_immutable_status') === 'true' && isImmutable(world, repository, name);
  return ok({
    digest,
    repository_name: `${world.project.name}/${repository}`,
    tags: tags.map((name) => ({ name, immutable: immutable(name) })),
    labels: world.labels.filter(({ id }) => labels.has(id)),
    ...overview(artifact),
  });
}

/** A scan goes on a little with each look at it. */
function overview(artifact: World['artifacts'][number]): object {
  const { scan, findings } = artifact;
  if (scan === undefined || findings === undefined) return {};
  scan.status = scan.pollsLeft > 0 ? 'Running' : (findings.ends ?? 'Success');
  scan.pollsLeft -= 1;
  const total = Object.values(findings.counts).reduce((sum, count) => sum + count, 0);
  const done = scan.status === 'Success';
  return {
    scan_overview: {
      'application/vnd.security.vulnerability.report; version=1.1': {
        scan_status: scan.status,
        start_time: scan.start_time,
        ...(done && {
          severity: findings.severity,
          summary: { total, fixable: findings.fixable, summary: findings.counts },
        }),
      },
    },
  };
}

function makeLabel({ world, user, json }: Call): Answer {
  const { name, scope } = json;
  if (typeof name !== 'string' || (scope !== 'g' && scope !== 'p')) return refused(400, 'bad label');
  const needed = scope === 'g' ? 'admin' : 'maintainer';
  if (!mayAct(user, needed)) return refused(403, 'forbidden');
  if (world.labels.some((label) => label.name === name && label.scope === scope)) {
    return refused(409, `label ${name} already exists`);
  }
  const project_id = scope === 'p' ? world.project.id : 0;
  world.labels.push({ id: world.nextId++, name, scope, project_id, color: String(json.color) });
  return { status: 201 };
}

function artifactOf({ world, part }: Call): World['artifacts'][number] | undefined {
  const repository = decodeURIComponent(part.repository ?? '');
  return world.artifacts.find(
    (one) =>
      one.repository === repository &&
      (one.digest === part.reference || one.tags.includes(part.reference ?? '')),
  );
}

function as(role: Role, handle: (call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    const { project } = call.part;
    if (project !== undefined && project !== call.world.project.name) {
      return refused(call.user.role === 'admin' ? 404 : 403, `project ${project} not found`);
    }
    return mayAct(call.user, role) ? handle(call) : refused(403, 'forbidden: insufficient role');
  };
}

function mayAct({ role }: User, needed: Role): boolean {
  return role !== undefined && ranks.indexOf(role) >= ranks.indexOf(needed);
}

function asRule(json: unknown): Rule {
  return json as Rule;
}

function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(Number(query.get('page_size') ?? 10), 100);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return items.slice(start, start + size);
}

function ok(json: unknown): Answer {
  return { status: 200, json };
}

/** An error in Harbor's own form. */
export function refused(status: number, message: string): Answer {
  return { status, json: { errors: [{ code: `E${status}`, message }] } };
}
