import { describe, expect, it } from 'vitest';
import { sample, words } from '../test/sample.ts';
import { cases } from './cases.ts';
import { complete } from './complete.ts';
import { secret, Type } from './type.ts';

const defaults = {
  url: 'u',
  depth: 1,
  ratio: 0.5,
  mode: 'fast',
  quiet: false,
  goals: ['package'],
  env: {},
  auth: { case: 'none' },
};

describe('catalog/src/complete', () => {
  it('fills in defaults and leaves out what is optional', () => {
    expect(complete(sample, { url: 'u' })).toEqual(defaults);
    expect(complete(sample, { url: 'u', depth: 0, quiet: true, note: '' })).toEqual({
      ...defaults,
      depth: 0,
      quiet: true,
      note: '',
    });
  });

  it('fills in defaults within objects, lists, maps and cases', () => {
    expect(complete(sample, { url: 'u', server: { host: 'a' } }).server).toEqual({ host: 'a', port: 22 });
    expect(complete(sample, { url: 'u', auth: { case: 'token', token: 't' } }).auth).toEqual({
      case: 'token',
      token: 't',
      username: 'oauth2',
    });
    const one = Type.Object({ a: Type.Integer({ title: words, default: 7 }) }, {});
    const nested = {
      inputs: { list: Type.Array(one, { title: words }), map: Type.Map(one, { title: words, default: {} }) },
    };
    expect(complete(nested, { list: [{}, { a: 1 }], map: { x: {} } })).toEqual({
      list: [{ a: 7 }, { a: 1 }],
      map: { x: { a: 7 } },
    });
  });

  it('writes a case out that is given by its name', () => {
    expect(complete(sample, { url: 'u', auth: 'none' }).auth).toEqual({ case: 'none' });
    const login = {
      inputs: {
        auth: cases(
          {
            any: {
              user: Type.String({ title: words, default: 'git' }),
              key: secret({ title: words, optional: true }),
            },
          },
          { title: words, labels: { any: words } },
        ),
      },
    };
    expect(complete(login, { auth: 'any' })).toEqual({ auth: { case: 'any', user: 'git' } });
  });

  it('completes defaults themselves', () => {
    const server = Type.Object(
      { port: Type.Integer({ title: words, default: 22 }) },
      { title: words, default: {} },
    );
    expect(complete({ inputs: { server } }, {})).toEqual({ server: { port: 22 } });
  });

  it('leaves expressions and what is wrong as they are, for the checker to see', () => {
    const authored = { url: '${{ a }}', goals: '${{ b }}', auth: '${{ c }}', server: 5 };
    expect(complete(sample, authored)).toEqual({ ...defaults, ...authored });
    expect(complete(sample, { url: 'u', auth: 'nobody' }).auth).toBe('nobody');
  });

  it('keeps names of the language itself plain', () => {
    const env: unknown = JSON.parse('{"__proto__": "x"}');
    const completed = complete(sample, { url: 'u', env });
    expect(Object.keys(completed.env)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(completed.env)).toBe(Object.prototype);
  });
});
