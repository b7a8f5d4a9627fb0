import { describe, expect, it } from 'vitest';
import { sample, words } from '../../test/sample.ts';
import type { Field, Fields } from '../field.ts';
import type { Manifest } from '../manifest.ts';
import { checkVersion, compare } from './compare.ts';

const text = { type: 'string', title: words } as const;
const base: Manifest = { ...sample, inputs: {}, outputs: {}, examples: [] };

function said(old: Partial<Manifest>, now: Partial<Manifest>): string[] {
  return compare({ ...base, ...old }, { ...base, ...now }).changes.map(
    ({ path, what, bump }) => `${bump} ${path}: ${what}`,
  );
}

function inputs(old: Fields, now: Fields): string[] {
  return said({ inputs: old }, { inputs: now });
}

function field(old: object, now: object): string[] {
  return inputs({ x: { ...text, ...old } }, { x: { ...text, ...now } });
}

describe('catalog/src/compare/compare', () => {
  it('finds no change between equals, and gives the largest bump', () => {
    expect(compare(sample, sample)).toEqual({ bump: 'none', changes: [] });
    expect(compare(base, { ...base, help: { en: 'New', zh: '新' } }).bump).toBe('patch');
    expect(
      compare(base, { ...base, help: { en: 'New', zh: '新' }, permissions: ['cluster:write'] }).bump,
    ).toBe('major');
  });

  it('weighs inputs that come and go', () => {
    expect(inputs({ x: text }, {})).toEqual(['major inputs.x: It was removed.']);
    expect(inputs({}, { x: text })).toEqual(['major inputs.x: It was added and is required.']);
    expect(inputs({}, { x: { ...text, from: 'event.ref' } })).toEqual([
      'major inputs.x: It was added and is required.',
    ]);
    expect(inputs({}, { x: { ...text, optional: true } })).toEqual(['minor inputs.x: It was added.']);
    expect(inputs({}, { x: { ...text, default: 'a' } })).toEqual(['minor inputs.x: It was added.']);
  });

  it('weighs what may be left out, and defaults', () => {
    expect(field({ optional: true }, {})).toEqual(['major inputs.x: It became required.']);
    expect(field({}, { optional: true })).toEqual(['minor inputs.x: It became optional.']);
    expect(field({ default: 'a' }, { default: 'b' })).toEqual([
      'major inputs.x.default: The default was "a" and is "b".',
    ]);
    expect(field({ optional: true }, { default: 'b' })).toEqual([
      'major inputs.x.default: The default was absent and is "b".',
    ]);
  });

  it('weighs sources, words and deprecation', () => {
    expect(field({}, { from: 'event.ref' })).toEqual([
      'minor inputs.x.from: It was absent and is "event.ref".',
    ]);
    expect(field({ connection: 'git' }, {})).toEqual([
      'major inputs.x.connection: It was "git" and is absent.',
    ]);
    expect(field({}, { help: words, section: 'a', advanced: true, owner: 'ops' })).toEqual([
      'patch inputs.x.help: It was reworded.',
      'patch inputs.x.section: It was reworded.',
      'patch inputs.x.owner: It was reworded.',
      'patch inputs.x.advanced: It was reworded.',
    ]);
    expect(field({}, { deprecated: words })).toEqual(['minor inputs.x.deprecated: It is deprecated.']);
    expect(field({ deprecated: words }, {})).toEqual([
      'minor inputs.x.deprecated: It is no longer deprecated.',
    ]);
  });

  it.each<[string, object, object, string]>([
    ['a pattern that comes', {}, { pattern: 'a' }, 'major inputs.x.pattern: It was absent and is a.'],
    ['a pattern that goes', { pattern: 'a' }, {}, 'minor inputs.x.pattern: It was a and is absent.'],
    [
      'a pattern that changes',
      { pattern: 'a' },
      { pattern: 'b' },
      'major inputs.x.pattern: It was a and is b.',
    ],
    [
      'a format that changes',
      { format: 'path' },
      { format: 'pattern' },
      'major inputs.x.format: It was path and is pattern.',
    ],
    ['a shorter text', { maxLength: 5 }, { maxLength: 4 }, 'major inputs.x.maxLength: It was 5 and is 4.'],
    ['a longer text', { maxLength: 5 }, { maxLength: 6 }, 'minor inputs.x.maxLength: It was 5 and is 6.'],
    [
      'a higher least',
      { type: 'integer', minimum: 0 },
      { type: 'integer', minimum: 1 },
      'major inputs.x.minimum: It was 0 and is 1.',
    ],
    [
      'a lower least',
      { type: 'integer', minimum: 0 },
      { type: 'integer', minimum: -1 },
      'minor inputs.x.minimum: It was 0 and is -1.',
    ],
    [
      'text that must be literal',
      {},
      { literal: true },
      'major inputs.x.literal: It was absent and is true.',
    ],
    [
      'integer to number',
      { type: 'integer' },
      { type: 'number' },
      'minor inputs.x: It was integer and is number.',
    ],
    [
      'number to integer',
      { type: 'number' },
      { type: 'integer' },
      'major inputs.x: It was number and is integer.',
    ],
    ['choice to text', { enum: ['a'] }, {}, 'minor inputs.x: It was a choice and is string.'],
    [
      'choice to limited text',
      { enum: ['a'] },
      { format: 'path' },
      'major inputs.x: It was a choice and is string.',
    ],
    ['text to choice', {}, { enum: ['a'] }, 'major inputs.x: It was string and is a choice.'],
    [
      'text to secret',
      {},
      { secret: true, writeOnly: true },
      'major inputs.x: It was string and is a secret.',
    ],
    ['a choice more', { enum: ['a'] }, { enum: ['a', 'b'] }, 'minor inputs.x: The choice `b` was added.'],
    ['a choice less', { enum: ['a', 'b'] }, { enum: ['a'] }, 'major inputs.x: The choice `b` was removed.'],
  ])('weighs %s', (_, old, now, expected) => {
    expect(field(old, now)).toEqual([expected]);
  });

  it('looks into lists, maps, objects and cases', () => {
    const list = (items: Field, more: object = {}): Fields => ({
      x: { type: 'array', title: words, items, ...more },
    });
    expect(inputs(list({ type: 'string' }), list({ type: 'integer' }))).toEqual([
      'major inputs.x.items: It was string and is integer.',
    ]);
    expect(
      inputs(list({ type: 'string' }), list({ type: 'string' }, { uniqueItems: true, maxItems: 2 })),
    ).toEqual([
      'major inputs.x.maxItems: It was absent and is 2.',
      'major inputs.x.uniqueItems: It was absent and is true.',
    ]);
    const map = (keyPattern: string): Fields => ({
      x: { type: 'object', title: words, additionalProperties: { type: 'string' }, keyPattern },
    });
    expect(inputs(map('a'), map('b'))).toEqual(['major inputs.x.keyPattern: It was a and is b.']);
    const object = (properties: Fields): Fields => ({ x: { type: 'object', title: words, properties } });
    expect(inputs(object({ a: text }), object({ a: text, b: text }))).toEqual([
      'major inputs.x.b: It was added and is required.',
    ]);
    const some = (fields: Fields, name = 'a', title = words): Fields => ({
      x: { type: 'object', title: words, cases: { [name]: { title, fields } } },
    });
    expect(inputs(some({}), some({ y: text }))).toEqual([
      'major inputs.x.a.y: It was added and is required.',
    ]);
    expect(inputs(some({}), some({}, 'b'))).toEqual([
      'major inputs.x.a: The case was removed.',
      'minor inputs.x.b: The case was added.',
    ]);
    expect(inputs(some({}), some({}, 'a', { en: 'Other', zh: '其他' }))).toEqual([
      'patch inputs.x.a: It was reworded.',
    ]);
  });

  it('weighs outputs the other way round', () => {
    const outputs = (old: Fields, now: Fields) => said({ outputs: old }, { outputs: now });
    expect(outputs({ x: text }, {})).toEqual(['major outputs.x: It was removed.']);
    expect(outputs({}, { x: text })).toEqual(['minor outputs.x: It was added.']);
    expect(outputs({ x: text }, { x: { ...text, optional: true } })).toEqual([
      'major outputs.x: It became optional.',
    ]);
    expect(outputs({ x: { ...text, optional: true } }, { x: text })).toEqual([
      'minor outputs.x: It is always there now.',
    ]);
    expect(outputs({ x: { ...text, format: 'path' } }, { x: text })).toEqual([
      'major outputs.x.format: It was path and is absent.',
    ]);
    expect(outputs({ x: { ...text, enum: ['a'] } }, { x: { ...text, enum: ['a', 'b'] } })).toEqual([
      'major outputs.x: The choice `b` was added.',
    ]);
  });

  it('weighs what else a manifest says', () => {
    expect(said({}, { permissions: ['cluster:write'], network: ['input:url'] })).toEqual([
      'major permissions: `cluster:write` was added.',
      'major network: `input:url` was added.',
    ]);
    expect(said({ permissions: ['cluster:write'] }, {})).toEqual([
      'minor permissions: `cluster:write` was removed.',
    ]);
    expect(said({}, { events: ['push'] })).toEqual(['major events: Only push are accepted now.']);
    expect(said({ events: ['push'] }, {})).toEqual(['minor events: All events are accepted now.']);
    expect(said({ events: ['push', 'tag'] }, { events: ['push', 'manual'] })).toEqual([
      'minor events: `manual` was added.',
      'major events: `tag` was removed.',
    ]);
    expect(said({ repeatable: true }, { repeatable: false })).toEqual([
      'major repeatable: It was true and is false.',
    ]);
    expect(said({}, { provides: 'source', volatile: ['x'], keywords: [] })).toEqual([
      'minor volatile: `x` was added.',
      'minor provides: It was changed.',
      'patch keywords: It was changed.',
    ]);
    expect(said({ provides: 'source' }, {})).toEqual(['major provides: It was changed.']);
  });

  it('T3.10: refuses a breaking change without a major version', () => {
    const old = { ...base, version: '1.4.0', inputs: { x: text } };
    const now = (version: string): Manifest => ({ ...base, version });
    expect(checkVersion(old, now('1.5.0'))).toEqual([
      'The version of `fetch` goes from 1.4.0 to 1.5.0, but these changes need a major version:',
      '`inputs.x`: It was removed.',
    ]);
    expect(checkVersion(old, now('1.4.0'))[0]).toBe(
      'The version of `fetch` stays 1.4.0, but these changes need a major version:',
    );
    expect(checkVersion(old, now('2.0.0'))).toEqual([]);
    expect(checkVersion(old, now('1.0.0'))).toHaveLength(2);
  });

  it('T3.10: refuses every smaller bump, and before 1.0.0 takes a minor version for a breaking change', () => {
    const reworded = { ...base, help: { en: 'New', zh: '新' } };
    expect(checkVersion(base, reworded)[0]).toContain('need a patch version');
    expect(checkVersion(base, { ...reworded, version: '1.0.1' })).toEqual([]);
    expect(checkVersion({ ...base, version: '1.0.0-rc.1' }, { ...reworded, version: '1.0.0' })).toEqual([]);
    const young = { ...base, version: '0.1.0', inputs: { x: text } };
    expect(checkVersion(young, { ...base, version: '0.1.1' })[0]).toContain('need a minor version');
    expect(checkVersion(young, { ...base, version: '0.2.0' })).toEqual([]);
    expect(checkVersion(base, base)).toEqual([]);
  });
});
