/** What a Harbor of one project holds. */
export interface World {
  readonly users: ReadonlyMap<string, User>;
  readonly project: {
    readonly id: number;
    readonly name: string;
    retention: string | undefined;
  };
  readonly labels: Label[];
  readonly artifacts: Artifact[];
  readonly rules: Rule[];
  readonly retentions: Map<string, { id: number; rules: Rule[] }>;
  nextId: number;
}

export type Role = 'admin' | 'maintainer' | 'developer' | 'guest';

export interface User {
  readonly password: string;
  /** Absent: no member of the project. */
  readonly role?: Role;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly scope: 'g' | 'p';
  readonly project_id: number;
  readonly color: string;
}

export interface Artifact {
  readonly repository: string;
  readonly digest: string;
  tags: string[];
  readonly labels: Set<number>;
  /** What a scan of it finds; absent: it cannot be scanned. */
  readonly findings?: Findings;
  scan?: { status: string; start_time: string; pollsLeft: number };
}

export interface Findings {
  readonly severity: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly fixable: number;
  /** How often it is asked for before the scan has ended. */
  readonly polls: number;
  /** How it ends; default Success. */
  readonly ends?: 'Success' | 'Error';
}

export interface Rule {
  readonly id: number;
  readonly disabled: boolean;
  readonly template: string;
  readonly scope_selectors: { readonly repository: readonly Selector[] };
  readonly tag_selectors: readonly Selector[];
}

interface Selector {
  readonly decoration: string;
  readonly pattern: string;
}

/** A project `shop` with the image `web:2.0`, which carries the label `No Test`. */
export function sampleWorld(changes: Partial<World> = {}): World {
  const noTest: Label = { id: 1, name: 'No Test', scope: 'p', project_id: 7, color: '#C92100' };
  return {
    users: new Map<string, User>([
      ['admin', { password: 'Harbor12345', role: 'admin' }],
      ['robot$shop+labels', { password: 'robot-secret', role: 'maintainer' }],
      ['dev', { password: 'dev-secret', role: 'developer' }],
      ['guest', { password: 'guest-secret', role: 'guest' }],
      ['stranger', { password: 'stranger-secret' }],
    ]),
    project: { id: 7, name: 'shop', retention: undefined },
    labels: [noTest],
    artifacts: [
      {
        repository: 'web',
        digest: `sha256:${'a'.repeat(64)}`,
        tags: ['2.0'],
        labels: new Set([1]),
        findings: { severity: 'High', counts: { High: 2, Low: 3 }, fixable: 4, polls: 2 },
      },
    ],
    rules: [],
    retentions: new Map(),
    nextId: 100,
    ...changes,
  };
}

/** What was pushed under a tag, which names nothing else of the repository from now on. */
export function addArtifact(
  { artifacts }: World,
  { repository, tag, digest }: { readonly repository: string; readonly tag: string; readonly digest: string },
): void {
  const beside = artifacts.filter((one) => one.repository === repository);
  for (const one of beside) one.tags = one.tags.filter((name) => name !== tag);
  const there = beside.find((one) => one.digest === digest);
  if (there !== undefined) there.tags.push(tag);
  else artifacts.push({ repository, digest, tags: [tag], labels: new Set() });
}

/** Whether a rule that is switched on holds for the tag; `*` and `**` stand for any text. */
export function isImmutable({ rules }: World, repository: string, tag: string): boolean {
  return rules.some(
    ({ disabled, scope_selectors, tag_selectors }) =>
      !disabled &&
      scope_selectors.repository.every(({ pattern }) => fits(pattern, repository)) &&
      tag_selectors.every(({ pattern }) => fits(pattern, tag)),
  );
}

function fits(pattern: string, text: string): boolean {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
