import { afterEach, describe, expect, it } from 'vitest';
import { proxyFor } from './proxy.ts';

const names = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
const before = names.map((name) => [name, process.env[name]] as const);

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe('contract/http/proxy', () => {
  it('takes the proxy of the scheme from the environment, in either spelling', () => {
    for (const name of names) delete process.env[name];
    expect(proxyFor(new URL('https://a.example'), {})).toBe(undefined);
    process.env.HTTPS_PROXY = 'http://secure:1';
    process.env.http_proxy = 'http://plain:2';
    process.env.NO_PROXY = 'localhost,.corp';
    expect(proxyFor(new URL('https://a.example'), {})).toBe('http://secure:1');
    expect(proxyFor(new URL('http://a.example'), {})).toBe('http://plain:2');
    expect(proxyFor(new URL('http://git.corp'), {})).toBe(undefined);
    expect(proxyFor(new URL('http://a.example'), { proxy: false })).toBe(undefined);
    expect(proxyFor(new URL('http://git.corp'), { proxy: { url: 'http://own:3' } })).toBe('http://own:3');
  });

  it.each([
    ['', 'https://a.example', true],
    ['*', 'https://a.example', false],
    ['a.example', 'https://a.example', false],
    ['a.example', 'https://sub.a.example', false],
    ['.a.example', 'https://a.example', false],
    ['*.a.example', 'https://x.a.example', false],
    ['a.example', 'https://nota.example', true],
    ['b, a.EXAMPLE  c', 'https://a.example', false],
    ['a.example:443', 'https://a.example', false],
    ['a.example:443', 'http://a.example', true],
    ['a.example:8443', 'https://a.example:8443', false],
    ['10.1.2.3', 'http://10.1.2.3', false],
  ])('with the exceptions %j goes to %s through the proxy: %s', (except, url, through) => {
    const found = proxyFor(new URL(url), { proxy: { url: 'http://p:1', except } });
    expect(found !== undefined).toBe(through);
  });
});
