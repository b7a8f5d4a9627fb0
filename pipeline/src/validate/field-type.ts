import type { Field } from '@stepyard/catalog';
import { any, describeType, listOf, number, text, truth, type ValueType } from '../expression/value-type.ts';

/** The type of the values that a field declares. */
export function typeOfField(field: Field): ValueType {
  if ('cases' in field) return any;
  if ('items' in field) return listOf(typeOfField(field.items));
  if ('additionalProperties' in field) {
    return { kind: 'object', fields: {}, others: typeOfField(field.additionalProperties) };
  }
  if ('properties' in field) {
    const fields = Object.entries(field.properties).map(([name, one]) => [name, typeOfField(one)] as const);
    return { kind: 'object', fields: Object.fromEntries(fields) };
  }
  switch (field.type) {
    case 'string':
      return text;
    case 'boolean':
      return truth;
    default:
      return number;
  }
}

/** Says what a field wants if a value of this type cannot fill it; a text takes numbers and truths as text. */
export function misfit(type: ValueType, field: Field): string | undefined {
  if (type.kind === 'any' || type.kind === 'null') return undefined;
  if ('cases' in field) return type.kind === 'object' || type.kind === 'string' ? undefined : 'an object';
  const wanted = typeOfField(field);
  if (wanted.kind === 'list' && 'items' in field) {
    if (type.kind !== 'list') return describeType(wanted);
    const items = misfit(type.items, field.items);
    return items === undefined ? undefined : `a list in which each item is ${items}`;
  }
  if (wanted.kind === type.kind) return undefined;
  const asText = wanted.kind === 'string' && (type.kind === 'number' || type.kind === 'boolean');
  return asText ? undefined : describeType(wanted);
}
