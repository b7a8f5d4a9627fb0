import type { CasesField, Field, ListField, MapField } from '../field.ts';
import type { Bump, Change } from './change.ts';
import { compareField, compareFields, type Side } from './fields.ts';

/** The changes of what a field accepts. */
export function compareKinds(side: Side, path: string, old: Field, now: Field): Change[] {
  const narrower = change(side === 'inputs' ? 'major' : 'minor');
  const wider = change(side === 'inputs' ? 'minor' : 'major');
  if (kindOf(old) !== kindOf(now)) {
    const what = `It was ${kindOf(old)} and is ${kindOf(now)}.`;
    return [(isWider(old, now) ? wider : isWider(now, old) ? narrower : change('major'))(path, what)];
  }
  if ('cases' in old && 'cases' in now) return compareCases(side, path, old, now);
  if ('properties' in old && 'properties' in now)
    return compareFields(side, path, old.properties, now.properties);
  const limits = limitsOf(old);
  const changes = [...limitsOf(now)].flatMap(([key, after]) => {
    const before = limits.get(key);
    if (before === after) return [];
    const what = `It was ${before ?? 'absent'} and is ${after ?? 'absent'}.`;
    return [(loosens(key, before, after) ? wider : narrower)(`${path}.${key}`, what)];
  });
  return [
    ...changes,
    ...compareChoices(path, old, now, narrower, wider),
    ...compareInner(side, path, old, now),
  ];
}

type Make = (path: string, what: string) => Change;

function change(bump: Bump): Make {
  return (path, what) => ({ path, what, bump });
}

function kindOf(field: Field): string {
  if ('cases' in field) return 'cases';
  if ('additionalProperties' in field) return 'a map';
  if ('items' in field) return 'a list';
  if ('secret' in field) return 'a secret';
  if ('enum' in field) return 'a choice';
  return field.type;
}

function isWider(old: Field, now: Field): boolean {
  if (old.type === 'integer' && now.type === 'number') return true;
  return (
    'enum' in old &&
    limitsOf(now).size > 0 &&
    now.type === 'string' &&
    !('enum' in now) &&
    !('secret' in now) &&
    [...limitsOf(now).values()].every((limit) => limit === undefined)
  );
}

type Limit = string | number | boolean | undefined;

const upper = new Set(['maximum', 'maxLength', 'maxItems']);

function limitsOf(field: Field): ReadonlyMap<string, Limit> {
  if (field.type === 'array')
    return new Map<string, Limit>([
      ['minItems', field.minItems],
      ['maxItems', field.maxItems],
      ['uniqueItems', field.uniqueItems || undefined],
    ]);
  if ('additionalProperties' in field) return new Map([['keyPattern', field.keyPattern]]);
  if (field.type === 'integer' || field.type === 'number')
    return new Map([
      ['minimum', field.minimum],
      ['maximum', field.maximum],
    ]);
  if (field.type !== 'string' || 'enum' in field) return new Map();
  if ('secret' in field) return new Map([['minLength', field.minLength]]);
  return new Map<string, Limit>([
    ['format', field.format],
    ['pattern', field.pattern],
    ['minLength', field.minLength],
    ['maxLength', field.maxLength],
    ['literal', field.literal],
  ]);
}

function loosens(key: string, before: Limit, after: Limit): boolean {
  if (after === undefined) return true;
  if (typeof before !== 'number' || typeof after !== 'number') return false;
  return upper.has(key) ? after > before : after < before;
}

function compareChoices(path: string, old: Field, now: Field, narrower: Make, wider: Make): Change[] {
  if (!('enum' in old && 'enum' in now)) return [];
  const gone = old.enum.filter((choice) => !now.enum.includes(choice));
  const fresh = now.enum.filter((choice) => !old.enum.includes(choice));
  return [
    ...gone.map((choice) => narrower(path, `The choice \`${choice}\` was removed.`)),
    ...fresh.map((choice) => wider(path, `The choice \`${choice}\` was added.`)),
  ];
}

function compareInner(side: Side, path: string, old: Field, now: Field): Change[] {
  const before = innerOf(old);
  const after = innerOf(now);
  return before && after ? compareField(side, `${path}.items`, before, after) : [];
}

function innerOf(field: Field | ListField | MapField): Field | undefined {
  if ('items' in field) return field.items;
  return 'additionalProperties' in field ? field.additionalProperties : undefined;
}

function compareCases(side: Side, path: string, old: CasesField, now: CasesField): Change[] {
  const names = [...new Set([...Object.keys(old.cases), ...Object.keys(now.cases)])];
  return names.flatMap((name): Change[] => {
    const at = `${path}.${name}`;
    const before = old.cases[name];
    const after = now.cases[name];
    if (before === undefined)
      return [{ path: at, what: 'The case was added.', bump: side === 'inputs' ? 'minor' : 'major' }];
    if (after === undefined)
      return [{ path: at, what: 'The case was removed.', bump: side === 'inputs' ? 'major' : 'minor' }];
    const reworded =
      JSON.stringify([before.title, before.help]) !== JSON.stringify([after.title, after.help]);
    return [
      ...compareFields(side, at, before.fields, after.fields),
      ...(reworded ? [{ path: at, what: 'It was reworded.', bump: 'patch' as const }] : []),
    ];
  });
}
