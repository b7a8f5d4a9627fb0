import type { Field, ListField, NumberField } from './field.ts';
import type { Language } from './words.ts';

const kinds = {
  string: { en: 'text', zh: '文本' },
  integer: { en: 'integer', zh: '整数' },
  number: { en: 'number', zh: '数字' },
  boolean: { en: 'true or false', zh: '是或否' },
  secret: { en: 'secret', zh: '密钥' },
  list: { en: 'list', zh: '列表' },
  map: { en: 'names and values', zh: '键值对' },
  object: { en: 'object', zh: '对象' },
};

/** The kind of a field in a few words, for help and tables: `integer ≥ 0`, `fast | full`, `list of text`. */
export function kindText(field: Field, language: Language): string {
  if ('cases' in field) return Object.keys(field.cases).join(' | ');
  if ('properties' in field) return kinds.object[language];
  if ('additionalProperties' in field) return of(kinds.map[language], field.additionalProperties, language);
  if ('items' in field) return of(kinds.list[language], field.items, language) + size(field);
  if ('secret' in field) return kinds.secret[language];
  if ('enum' in field) return field.enum.join(' | ');
  if (field.type === 'integer' || field.type === 'number') return kinds[field.type][language] + range(field);
  return 'format' in field && field.format !== undefined ? field.format : kinds[field.type][language];
}

function of(kind: string, inner: Field, language: Language): string {
  return language === 'en'
    ? `${kind} of ${kindText(inner, language)}`
    : `${kind}（${kindText(inner, language)}）`;
}

function range({ minimum, maximum }: NumberField): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum}–${maximum}`;
  if (minimum !== undefined) return ` ≥ ${minimum}`;
  return maximum === undefined ? '' : ` ≤ ${maximum}`;
}

function size({ minItems, maxItems }: ListField): string {
  return [minItems && ` ≥ ${minItems}`, maxItems !== undefined && ` ≤ ${maxItems}`].filter(Boolean).join('');
}
