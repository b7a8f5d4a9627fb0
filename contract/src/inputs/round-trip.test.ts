import type { Case, Fields, TitledField } from '@stepyard/catalog';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeInputs } from './decode.ts';
import { encodeInputs } from './encode.ts';
import { parseFlags } from './flags.ts';

const title = { en: 'Field', zh: '字段' };
const names = ['url', 'ref', 'fetchTags', 'path', 'auth', 'useSSHKey', 'x1', 'logLevel', 'tags', 'token'];

/** A field together with values that it can have. */
interface Sample {
  readonly field: TitledField;
  readonly value: unknown;
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed()),
  fc.string(),
  fc.constantFrom(
    '',
    '1.10',
    '0123456',
    '1e10',
    'true',
    'null',
    '[]',
    '-x',
    '\n',
    'a\n',
    'a\r\n',
    '${{ x }}',
    '\0',
  ),
  fc.constant('é'.repeat(10_000)),
);

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  text.map((value): Sample => ({ field: { type: 'string', title }, value })),
  text.map((value): Sample => ({ field: { type: 'string', title, secret: true, writeOnly: true }, value })),
  fc.boolean().map((value): Sample => ({ field: { type: 'boolean', title }, value })),
  fc
    .integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
    .map((value): Sample => ({ field: { type: 'integer', title }, value })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value): Sample => ({ field: { type: 'number', title }, value: value + 0 })),
  fc
    .constantFrom('one', 'two')
    .map((value): Sample => ({ field: { type: 'string', title, enum: ['one', 'two'] }, value })),
);

const sample: fc.Memo<Sample> = fc.memo((depth) =>
  depth <= 1
    ? leaf
    : fc.oneof(
        leaf,
        sample(depth - 1).chain(({ field, value }) =>
          fc.nat(3).map(
            (length): Sample => ({
              field: { type: 'array', title, items: field },
              value: new Array(length).fill(value),
            }),
          ),
        ),
        fc.tuple(sample(depth - 1), fc.uniqueArray(fc.string(), { maxLength: 3 })).map(
          ([one, keys]): Sample => ({
            field: { type: 'object', title, additionalProperties: one.field },
            value: Object.fromEntries(
              keys.filter((key) => key !== '__proto__').map((key) => [key, one.value]),
            ),
          }),
        ),
        samples(depth - 1).map(
          ({ fields, values }): Sample => ({
            field: { type: 'object', title, properties: fields },
            value: values,
          }),
        ),
        fc.tuple(samples(depth - 1), samples(depth - 1)).map(([one, other]): Sample => {
          const cases: Record<string, Case> = {
            one: { fields: one.fields },
            'other-one': { fields: other.fields },
          };
          return { field: { type: 'object', title, cases }, value: { case: 'one', ...one.values } };
        }),
      ),
);

interface Samples {
  readonly fields: Fields;
  readonly values: Readonly<Record<string, unknown>>;
}

function samples(depth: number): fc.Arbitrary<Samples> {
  const entry = fc.tuple(fc.constantFrom(...names), sample(depth), fc.boolean());
  return fc.uniqueArray(entry, { maxLength: 5, selector: ([name]) => name }).map(
    (entries): Samples => ({
      fields: Object.fromEntries(
        entries.map(([name, { field }]) => [name, { ...field, optional: true as const }]),
      ),
      values: Object.fromEntries(
        entries.filter(([, , given]) => given).map(([name, { value }]) => [name, value]),
      ),
    }),
  );
}

describe('contract/inputs/round-trip', () => {
  it('decodes what was encoded to equal values, whatever the declaration', () => {
    fc.assert(
      fc.property(samples(3), ({ fields: inputs, values }) => {
        const encoded = encodeInputs({ inputs }, values);
        const files = new Map<string, string>();
        const env: Record<string, string> = { PATH: '/bin', ...encoded.env };
        for (const [variable, content] of Object.entries({ ...encoded.files, ...encoded.secretFiles })) {
          env[variable] = `/in/${variable}`;
          files.set(`/in/${variable}`, content);
        }
        const decoded = decodeInputs(
          { name: 'sample', inputs },
          { flags: parseFlags({ inputs }, []), env, readFile: (path) => files.get(path) ?? '' },
        );
        expect(decoded.problems).toEqual([]);
        expect(decoded.values).toEqual(values);
        expect(decoded.secretVariables).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('puts no secret into a variable or a file without secrets', () => {
    const secret = 'hunter2-hunter2';
    const field: TitledField = { type: 'string', title, secret: true, writeOnly: true };
    const inputs: Fields = {
      token: field,
      list: { type: 'array', title, items: field },
      map: { type: 'object', title, additionalProperties: field },
      servers: { type: 'array', title, items: { type: 'object', title, properties: { password: field } } },
      proxy: { type: 'object', title, properties: { password: field } },
      auth: { type: 'object', title, cases: { token: { fields: { token: field } } } },
    };
    const encoded = encodeInputs(
      { inputs },
      {
        token: secret,
        list: [secret],
        map: { key: secret },
        servers: [{ password: secret }],
        proxy: { password: secret },
        auth: { case: 'token', token: secret },
      },
    );
    expect(encoded).toEqual({
      env: { INPUT_AUTH: 'token' },
      files: {},
      secretFiles: {
        INPUT_TOKEN_FILE: secret,
        INPUT_LIST_FILE: `["${secret}"]`,
        INPUT_MAP_FILE: `{"key":"${secret}"}`,
        INPUT_SERVERS_FILE: `[{"password":"${secret}"}]`,
        INPUT_PROXY__PASSWORD_FILE: secret,
        INPUT_AUTH__TOKEN_FILE: secret,
      },
    });
  });
});
