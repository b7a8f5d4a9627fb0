import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { validate } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import type { Field } from './field.ts';
import { fieldSchemas } from './field-schema.ts';

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

// https://github.com/json-schema-org/JSON-Schema-Test-Suite; of draft 4, whose words for our keywords are those of 2020-12.
const suite = join(
  dirname(createRequire(import.meta.url).resolve('json-schema-test-suite/package.json')),
  'tests/draft4',
);
const groups: Group[] = readdirSync(suite, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .flatMap((entry): Group[] => JSON.parse(readFileSync(join(suite, entry.name), 'utf8')));

const title = { en: 'x', zh: 'x' };
const definitions = { ...fieldSchemas, words: { type: 'object' } };
const typeOfKeyword: Record<string, string> = {
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  minimum: 'number',
  maximum: 'number',
  minItems: 'array',
  maxItems: 'array',
  uniqueItems: 'array',
  items: 'array',
  enum: 'string',
};

/** The schema as a field of ours, if our language can say it. Ours always have a type: that of the value. */
function asField(schema: unknown, data: unknown): Field | undefined {
  if (typeof schema !== 'object' || schema === null || JSON.stringify(schema).includes('$')) return undefined;
  const implied = Object.keys(schema).map((keyword) => typeOfKeyword[keyword])[0];
  const kind = Array.isArray(data) ? 'array' : typeof data;
  if (!('type' in schema) && implied !== kind) return undefined;
  const items = implied === 'array' && Array.isArray(data) ? itemOf(data) : {};
  const field = { type: implied, ...items, ...schema };
  return isField(field) ? field : undefined;
}

function itemOf(data: readonly unknown[]): object {
  const types = new Set(data.map((item) => typeof item));
  const [type = 'string', ...others] = types;
  return others.length > 0 ? {} : { items: { type } };
}

function isField(value: object): value is Field {
  return validate(value, { $ref: '#/$defs/field', $defs: definitions }, '2020-12').valid;
}

const cases = groups.flatMap(({ description, schema, tests }) =>
  tests.flatMap((test) => {
    const field = asField(schema, test.data);
    return field === undefined
      ? []
      : [{ ...test, name: `${description}: ${test.description}`, field, schema }];
  }),
);

describe('catalog/src/json-schema-suite', () => {
  it('covers what the two languages share', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  it.each(cases)('agrees with the official suite: $name', ({ field, data, valid }) => {
    const inputs = { value: { ...field, title, optional: true } } as const;
    expect(check({ name: 'suite', inputs }, { value: data }).length === 0).toBe(valid);
  });

  it.each(cases)('agrees with an independent checker: $name', ({ schema, data, valid }) => {
    expect(validate(data, { ...Object(schema) }, '2020-12').valid).toBe(valid);
  });
});
