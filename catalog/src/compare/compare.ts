import { lt, major, minor, patch } from 'semver';
import type { Manifest } from '../manifest.ts';
import { isSame } from '../same.ts';
import { type Bump, bumps, type Change, largest } from './change.ts';
import { compareFields } from './fields.ts';

/** What changed between two manifests of a template, and the least bump of its version that says so. */
export function compare(
  old: Manifest,
  now: Manifest,
): { readonly bump: Bump; readonly changes: readonly Change[] } {
  const changes = [
    ...compareFields('inputs', 'inputs', old.inputs, now.inputs),
    ...compareFields('outputs', 'outputs', old.outputs, now.outputs),
    ...compareSets('permissions', old.permissions, now.permissions, { added: 'major', removed: 'minor' }),
    ...compareSets('network', old.network, now.network, { added: 'major', removed: 'minor' }),
    ...compareSets('volatile', old.volatile, now.volatile, { added: 'minor', removed: 'minor' }),
    ...compareEvents(old, now),
    ...compareFacts(old, now),
  ];
  return { bump: largest(changes), changes };
}

/** What is wrong with the version of the new manifest, given what changed: one sentence for each cause, or none. */
export function checkVersion(old: Manifest, now: Manifest): string[] {
  const { bump, changes } = compare(old, now);
  if (bump === 'none') return [];
  const given = bumpBetween(old.version, now.version);
  const needed = major(old.version) === 0 && bump === 'major' ? 'minor' : bump;
  if (bumps.indexOf(given) >= bumps.indexOf(needed)) return [];
  const why = changes.filter((one) => one.bump === bump).map(({ path, what }) => `\`${path}\`: ${what}`);
  const to =
    now.version === old.version ? `stays ${old.version}` : `goes from ${old.version} to ${now.version}`;
  return [`The version of \`${now.name}\` ${to}, but these changes need a ${needed} version:`, ...why];
}

function bumpBetween(old: string, now: string): Bump {
  if (!lt(old, now)) return 'none';
  if (major(now) > major(old)) return 'major';
  if (minor(now) > minor(old)) return 'minor';
  return patch(now) > patch(old) || old.includes('-') ? 'patch' : 'none';
}

interface Costs {
  readonly added: Bump;
  readonly removed: Bump;
}

function compareSets(
  path: string,
  old: readonly string[] = [],
  now: readonly string[] = [],
  costs: Costs,
): Change[] {
  const gone = old.filter((one) => !now.includes(one));
  const fresh = now.filter((one) => !old.includes(one));
  return [
    ...fresh.map((one): Change => ({ path, what: `\`${one}\` was added.`, bump: costs.added })),
    ...gone.map((one): Change => ({ path, what: `\`${one}\` was removed.`, bump: costs.removed })),
  ];
}

function compareEvents({ events: old }: Manifest, { events: now }: Manifest): Change[] {
  if (isSame(old, now)) return [];
  if (now === undefined) return [{ path: 'events', what: 'All events are accepted now.', bump: 'minor' }];
  if (old === undefined)
    return [{ path: 'events', what: `Only ${now.join(', ')} are accepted now.`, bump: 'major' }];
  return compareSets('events', old, now, { added: 'minor', removed: 'major' });
}

/** What else a manifest says, with the bump that a change of it costs. */
const facts: readonly [keyof Manifest, Bump][] = [
  ['name', 'major'],
  ['wait', 'major'],
  ['provides', 'major'],
  ['outputsFrom', 'major'],
  ['category', 'minor'],
  ['caches', 'minor'],
  ['tools', 'minor'],
  ['variants', 'minor'],
  ['anyImage', 'minor'],
  ['resources', 'minor'],
  ['deprecated', 'minor'],
  ['title', 'patch'],
  ['help', 'patch'],
  ['keywords', 'patch'],
  ['sections', 'patch'],
  ['examples', 'patch'],
];

function compareFacts(old: Manifest, now: Manifest): Change[] {
  const changed = facts.filter(([key]) => !isSame(old[key], now[key]));
  const changes = changed.map(([path, bump]): Change => {
    const fresh = (path === 'provides' || path === 'outputsFrom') && old[path] === undefined;
    return { path, what: 'It was changed.', bump: fresh ? 'minor' : bump };
  });
  if (old.repeatable === now.repeatable) return changes;
  const bump = now.repeatable ? 'minor' : 'major';
  return [
    ...changes,
    { path: 'repeatable', what: `It was ${old.repeatable} and is ${now.repeatable}.`, bump },
  ];
}
