import { hasExpression } from './expression-text.ts';
import type { CasesField, Field, Fields } from './field.ts';
import type { Values } from './value.ts';

/**
 * The values with defaults filled in at every depth, and cases written out. Expects values in which `check`
 * finds nothing wrong.
 */
export function complete<I extends Fields>(
  manifest: { readonly inputs: I },
  values: Readonly<Record<string, unknown>>,
): Values<I>;
export function complete(
  manifest: { readonly inputs: Fields },
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return completeFields(manifest.inputs, values);
}

function completeFields(fields: Fields, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const filled = Object.entries(fields).map(([name, field]): [string, unknown] => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return [name, completeValue(field, value ?? defaultOf(field))];
  });
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function completeValue(field: Field, value: unknown): unknown {
  if (value === undefined || value === null || hasExpression(value)) return value;
  if ('cases' in field) return completeCase(field, value);
  if ('items' in field)
    return Array.isArray(value) ? value.map((item) => completeValue(field.items, item)) : value;
  if (typeof value !== 'object') return value;
  if ('properties' in field) return completeFields(field.properties, { ...value });
  if (!('additionalProperties' in field)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, completeValue(field.additionalProperties, item)]),
  );
}

function completeCase(field: CasesField, value: unknown): unknown {
  const given = typeof value === 'string' ? { case: value } : value;
  if (typeof given !== 'object' || given === null || !('case' in given)) return value;
  const name = String(given.case);
  const chosen = Object.hasOwn(field.cases, name) ? field.cases[name] : undefined;
  return chosen === undefined ? value : { case: name, ...completeFields(chosen.fields, { ...given }) };
}

function defaultOf(field: Field): unknown {
  return 'default' in field ? field.default : undefined;
}
