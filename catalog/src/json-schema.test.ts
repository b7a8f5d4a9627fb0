import { validate } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { sample, words } from '../test/sample.ts';
import { cases } from './cases.ts';
import { check } from './check.ts';
import { authoringSchema, type JsonSchema, outputsSchema, toJsonSchema } from './json-schema.ts';
import { secret, Type } from './type.ts';

function accepts(schema: JsonSchema, values: unknown): boolean {
  return validate(values, { ...schema }, '2020-12').valid;
}

const url = 'https://git.example/app.git';
const leaves = [
  null,
  true,
  0,
  1,
  1.5,
  -1,
  '',
  'a',
  'fast',
  'none',
  '${{ x }}',
  '$${{ x }}',
  [],
  {},
  ['a'],
  ['a', 'a'],
  [1],
  { a: 1 },
  { A: 'b' },
];
const auths = [
  { case: 'none' },
  { case: 'none', token: 'x' },
  { case: 'token' },
  { case: 'token', token: 'x' },
  { case: 'token', token: '${{ x }}' },
  { case: 'x' },
  'token',
];
const values = Object.keys(sample.inputs).flatMap((name) =>
  [
    ...leaves,
    ...(name === 'auth' ? auths : [{ host: 'a' }, { host: 'a', port: 0 }, { port: '${{ x }}', host: 'a' }]),
  ].map((value) => ({ url, [name]: value })),
);

describe('catalog/src/json-schema', () => {
  it('accepts what the checker accepts, and nothing else', () => {
    const compared = [{}, { url }, { url, depht: 1 }, ...values.filter((value) => value.url === url)];
    expect(compared.length).toBeGreaterThan(150);
    const schema = toJsonSchema(sample, 'en');
    const differing = compared.filter(
      (value) => accepts(schema, value) !== (check(sample, value).length === 0),
    );
    expect(differing).toEqual([]);
  });

  it('accepts in an editor what the checker accepts of an author', () => {
    const compared = [{}, { url }, { url, depht: 1 }, ...values.filter((value) => value.url === url)];
    const schema = authoringSchema(sample, 'en');
    const differing = compared.filter(
      (value) => accepts(schema, value) !== (check(sample, value, { expressions: true }).length === 0),
    );
    expect(differing).toEqual([]);
  });

  it('says titles and help in one language, as plain text', () => {
    expect(toJsonSchema(sample, 'zh')).toMatchObject({
      title: '获取',
      description: '获取 URL 指向的内容。',
      properties: {
        depth: { title: '深度', description: '0 表示全部。', default: 1, type: 'integer', minimum: 0 },
      },
      required: ['url'],
      additionalProperties: false,
    });
    expect(authoringSchema(sample, 'en')).not.toHaveProperty('required');
  });

  it('writes each kind as editors read it', () => {
    const declared = {
      ...sample,
      inputs: {
        when: Type.String({
          title: words,
          format: 'duration',
          pattern: 's$',
          maxLength: 9,
          deprecated: { en: 'Gone', zh: '已废弃' },
        }),
        mode: Type.Enum(['a', 'b'], { title: words, labels: { a: { en: 'A!', zh: '甲' }, b: words } }),
        key: secret({ title: words, optional: true }),
        code: Type.String({ title: words, literal: true }),
        login: cases(
          { any: {}, by: { name: Type.String({ title: words }) } },
          { title: words, labels: { any: words, by: words }, helps: { by: words } },
        ),
      },
    };
    expect(toJsonSchema(declared, 'en').properties).toEqual({
      when: {
        title: 'Text',
        deprecated: true,
        description: 'Gone',
        type: 'string',
        minLength: 1,
        maxLength: 9,
        pattern: 's$',
        'x-format': 'duration',
        examples: ['30s', '5m', '1h30m'],
      },
      mode: { title: 'Text', type: 'string', enum: ['a', 'b'], enumDescriptions: ['A!', 'Text'] },
      key: { title: 'Text', type: 'string', writeOnly: true, minLength: 0 },
      code: { title: 'Text', type: 'string', minLength: 1 },
      login: {
        title: 'Text',
        oneOf: [
          { enum: ['any'] },
          {
            title: 'Text',
            type: 'object',
            properties: { case: { const: 'any' } },
            required: ['case'],
            additionalProperties: false,
          },
          {
            title: 'Text',
            description: 'Text',
            type: 'object',
            properties: { case: { const: 'by' }, name: { title: 'Text', type: 'string', minLength: 1 } },
            required: ['case', 'name'],
            additionalProperties: false,
          },
        ],
      },
    });
    const authored = authoringSchema(declared, 'en');
    expect(accepts(authored, { when: '1s', mode: 'a', code: 'x ${{ y }}', login: 'any' })).toBe(false);
    expect(accepts(authored, { when: '1s', mode: 'a', code: 'x $${{ y }}', login: 'any' })).toBe(true);
    expect(accepts(authored, { when: '1s', mode: 'a', code: 'x', login: 'any', key: 'hunter2' })).toBe(false);
  });

  it('describes outputs, with those that an input names', () => {
    expect(outputsSchema(sample, 'en')).toMatchObject({ required: ['commit'], additionalProperties: false });
    expect(outputsSchema({ ...sample, outputsFrom: 'goals' }, 'en')).toMatchObject({
      additionalProperties: { type: 'string' },
    });
  });
});
