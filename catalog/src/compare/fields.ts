import type { Field, Fields } from '../field.ts';
import { mayBeAbsent } from '../presence.ts';
import { isSame } from '../same.ts';
import type { Bump, Change } from './change.ts';
import { compareKinds } from './kinds.ts';

/** Which way is safe: inputs may accept more, outputs may promise more. */
export type Side = 'inputs' | 'outputs';

/** The changes between two sets of fields. */
export function compareFields(side: Side, path: string, old: Fields, now: Fields): Change[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) => {
    const at = `${path}.${name}`;
    const before = Object.hasOwn(old, name) ? old[name] : undefined;
    const after = Object.hasOwn(now, name) ? now[name] : undefined;
    if (before === undefined) return after === undefined ? [] : [added(side, at, after)];
    if (after === undefined) return [{ path: at, what: 'It was removed.', bump: 'major' as const }];
    return compareField(side, at, before, after);
  });
}

/** The changes within one field. */
export function compareField(side: Side, path: string, old: Field, now: Field): Change[] {
  return [
    ...comparePresence(side, path, old, now),
    ...compareKinds(side, path, old, now),
    ...compareSources(path, old, now),
    ...compareWords(path, old, now),
  ];
}

function added(side: Side, path: string, field: Field): Change {
  if (side === 'outputs' || mayBeAbsent(field)) return { path, what: 'It was added.', bump: 'minor' };
  return { path, what: 'It was added and is required.', bump: 'major' };
}

function comparePresence(side: Side, path: string, old: Field, now: Field): Change[] {
  const before = presetOf(old);
  const after = presetOf(now);
  const changes: Change[] = [];
  const could = mayBeAbsent(old);
  const can = mayBeAbsent(now);
  if (could && !can)
    changes.push({
      path,
      what: side === 'inputs' ? 'It became required.' : 'It is always there now.',
      bump: side === 'inputs' ? 'major' : 'minor',
    });
  if (!could && can)
    changes.push({ path, what: 'It became optional.', bump: side === 'inputs' ? 'minor' : 'major' });
  if (could && can && !isSame(before, after)) {
    const what = `The default was ${shown(before)} and is ${shown(after)}.`;
    changes.push({ path: `${path}.default`, what, bump: 'major' });
  }
  return changes;
}

function compareSources(path: string, old: Field, now: Field): Change[] {
  return (['from', 'connection'] as const).flatMap((key): Change[] => {
    if (old[key] === now[key]) return [];
    const bump: Bump = old[key] === undefined ? 'minor' : 'major';
    return [{ path: `${path}.${key}`, what: `It was ${shown(old[key])} and is ${shown(now[key])}.`, bump }];
  });
}

const words = ['title', 'help', 'placeholder', 'section', 'owner', 'advanced', 'widget', 'options', 'labels'];

function compareWords(path: string, old: Field, now: Field): Change[] {
  const before = new Map(Object.entries(old));
  const after = new Map(Object.entries(now));
  const changed = words.filter((key) => !isSame(before.get(key), after.get(key)));
  const changes = changed.map(
    (key): Change => ({ path: `${path}.${key}`, what: 'It was reworded.', bump: 'patch' }),
  );
  if (isSame(old.deprecated, now.deprecated)) return changes;
  const what = now.deprecated === undefined ? 'It is no longer deprecated.' : 'It is deprecated.';
  return [...changes, { path: `${path}.deprecated`, what, bump: 'minor' }];
}

function presetOf(field: Field): unknown {
  return 'default' in field ? field.default : undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
