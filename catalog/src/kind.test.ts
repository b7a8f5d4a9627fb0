import { describe, expect, it } from 'vitest';
import { words } from '../test/sample.ts';
import { cases } from './cases.ts';
import type { Field } from './field.ts';
import { kindText } from './kind.ts';
import { secret, Type } from './type.ts';

const kinds: [Field, string, string][] = [
  [Type.String(), 'text', '文本'],
  [Type.String({ format: 'git-url' }), 'git-url', 'git-url'],
  [Type.Integer({ minimum: 1, maximum: 5 }), 'integer 1–5', '整数 1–5'],
  [Type.Number({ maximum: 5 }), 'number ≤ 5', '数字 ≤ 5'],
  [Type.Boolean(), 'true or false', '是或否'],
  [secret({}), 'secret', '密钥'],
  [Type.Enum(['a', 'b'], {}), 'a | b', 'a | b'],
  [
    Type.Array(Type.Integer(), { minItems: 1, maxItems: 2 }),
    'list of integer ≥ 1 ≤ 2',
    '列表（整数） ≥ 1 ≤ 2',
  ],
  [Type.Map(Type.String(), {}), 'names and values of text', '键值对（文本）'],
  [Type.Object({}, {}), 'object', '对象'],
  [cases({ a: {}, b: {} }, { labels: { a: words, b: words } }), 'a | b', 'a | b'],
];

describe('catalog/src/kind', () => {
  it.each(kinds)('says what %j is', (field, en, zh) => {
    expect([kindText(field, 'en'), kindText(field, 'zh')]).toEqual([en, zh]);
  });
});
