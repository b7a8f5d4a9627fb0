import { describe, expect, it } from 'vitest';
import { parseReference, referenceText } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('contract/registry/reference', () => {
  it.each([
    ['alpine', { registry: 'docker.io', repository: 'library/alpine', tag: 'latest' }],
    ['acme/app:1.2', { registry: 'docker.io', repository: 'acme/app', tag: '1.2' }],
    ['localhost/app', { registry: 'localhost', repository: 'app', tag: 'latest' }],
    ['127.0.0.1:5000/a/b:x', { registry: '127.0.0.1:5000', repository: 'a/b', tag: 'x' }],
    ['[::1]:5000/a', { registry: '[::1]:5000', repository: 'a', tag: 'latest' }],
    [`r.example/a@${digest}`, { registry: 'r.example', repository: 'a', digest }],
    [`r.example:80/a:b@${digest}`, { registry: 'r.example:80', repository: 'a', tag: 'b', digest }],
  ])('reads %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
    expect(parseReference(referenceText(reference))).toEqual(reference);
  });

  it.each([
    '',
    'A',
    'a b',
    '../a',
    'a/../b',
    'r.example/',
    'r.example:x/a',
    'a@sha256:1',
    '-x',
    'a:',
    'https://r.example/a',
  ])('refuses %j', (text) => {
    expect(() => parseReference(text)).toThrow(
      `An image must be named as [HOST/]NAME[:TAG][@DIGEST], got ${JSON.stringify(text)}.`,
    );
  });
});
