import type { Field, Fields } from '@stepyard/catalog';
import { isRecord } from '@stepyard/contract/json';
import { type Authored, isExpression, parseText, references } from '@stepyard/pipeline';
import type { NamedValues } from './named-values.ts';

/** Says whether a value, once evaluated, may hold a secret. */
export function holdsSecretPart(
  value: Authored,
  named: Pick<NamedValues, 'secretEntries'>,
  secretVariables: ReadonlySet<string>,
): boolean {
  if (isExpression(value)) {
    return parseText(value.expression).parts.some((part) => {
      if (typeof part === 'string') return false;
      const { secrets, config, env } = references(part.ast);
      return (
        secrets.size > 0 ||
        [...config].some((entry) => named.secretEntries.has(entry)) ||
        [...env].some((name) => secretVariables.has(name))
      );
    });
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => holdsSecretPart(one, named, secretVariables));
}

/** Says whether a value, once evaluated, may hold a secret. */
export type HoldsSecret = (value: Authored) => boolean;

/**
 * Paths of the inputs that hold a secret. Objects and cases are gone into, as each of their fields is given by
 * itself; a list or a map is given as one.
 */
export function secretPaths(
  fields: Fields,
  authored: Readonly<Record<string, Authored>>,
  evaluated: Readonly<Record<string, unknown>>,
  holds: HoldsSecret,
): readonly (readonly string[])[] {
  return Object.entries(authored).flatMap(([name, value]) => {
    if (!holds(value)) return [];
    const now = evaluated[name];
    const inner = isRecord(now) ? innerFields(fields[name], now) : undefined;
    if (inner === undefined || !isRecord(now) || !isGroup(value)) return [[name]];
    return secretPaths(inner, value, now, holds).map((path) => [name, ...path]);
  });
}

function innerFields(field: Field | undefined, value: Readonly<Record<string, unknown>>): Fields | undefined {
  if (field === undefined) return undefined;
  if ('properties' in field) return field.properties;
  return 'cases' in field ? field.cases[String(value.case)]?.fields : undefined;
}

function isGroup(value: Authored): value is Readonly<Record<string, Authored>> {
  return isRecord(value) && !isExpression(value);
}
