import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { type ShopApi, startShopApi } from '../../test/support/shop-api.ts';
import { runHitchhiker } from './hitchhiker.ts';
import { hitchhiker } from './template.ts';

const secretValues = { token: 'hidden-word' };
let api: ShopApi;

beforeAll(async () => {
  api = await startShopApi();
});
afterAll(() => api[Symbol.asyncDispose]());

function start(inputs: object = {}, files: Readonly<Record<string, unknown>> = {}) {
  const workspace = scratchDirectory();
  cpSync(join(import.meta.dirname, 'fixtures'), workspace, { recursive: true });
  for (const [name, value] of Object.entries(files))
    writeFileSync(join(workspace, name), typeof value === 'string' ? value : JSON.stringify(value));
  return runStep(hitchhiker, runHitchhiker, {
    workspace,
    inputs: {
      collection: 'shop.postman.json',
      values: { base: api.url, kind: 'drink' },
      secretValues,
      ...inputs,
    },
  });
}

/** A collection of one request to a path, with a test script. */
function one(path: string, script = '', more: object = {}) {
  const event = [{ listen: 'test', script: { exec: [script] } }];
  return {
    info: { name: 'one' },
    item: [{ name: 'one', request: { method: 'GET', url: `{{base}}${path}`, ...more }, event }],
  };
}

describe('templates/hitchhiker/hitchhiker', () => {
  it('runs a collection with its variables, scripts and credentials', async () => {
    api.requests.length = 0;
    const end = await start();
    expect(end.failure).toBeUndefined();
    expect(end.outputs).toEqual({
      tests: { run: 6, failed: 0, skipped: 1 },
      requests: 2,
      report: 'hitchhiker-report.xml',
    });
    expect(api.requests).toEqual(['GET /items?kind=drink', 'POST /orders {"price": 3}']);
    expect(end.log).not.toContain('hidden-word');
    const report = readFileSync(join(end.workspace, 'hitchhiker-report.xml'), 'utf8');
    expect(report).toContain(
      '<testsuite name="list items" tests="4" failures="0" errors="0" skipped="1" time="',
    );
    expect(report).toMatch(/<testcase classname="list items" name="has coffee" time="0.000">\s*<skipped\/>/);
  });

  it('runs an export of hitchhiker, with the assertions of its form', async () => {
    api.requests.length = 0;
    const end = await start({ collection: 'shop.hitchhiker.json', values: { base: api.url } });
    expect(end.failure).toBeUndefined();
    expect(end.outputs).toMatchObject({ tests: { run: 8, failed: 0, skipped: 0 }, requests: 2 });
    expect(api.requests).toEqual(['GET /items?kind=drink', 'POST /orders {"price": 3}']);
  });

  it('says which assertion failed, and why', async () => {
    const script = "pm.test('is made', () => pm.response.to.have.status(201));";
    const end = await start(
      { collection: 'one.json', report: 'out/junit.xml' },
      { 'one.json': one('/items', script) },
    );
    expect(end.failure).toMatchObject({
      class: 'user',
      code: 'TESTS_FAILED',
      message: '1 of 2 tests failed: `one › is made`.',
    });
    expect(end.annotations).toMatchObject([
      {
        level: 'error',
        title: 'one › is made',
        message: 'expected response to have status code 201 but got 200',
      },
    ]);
    expect(readFileSync(join(end.workspace, 'out/junit.xml'), 'utf8')).toContain(
      '<failure message="expected response to have status code 201 but got 200"/>',
    );
  });

  it('counts a script that breaks as an error', async () => {
    const end = await start({ collection: 'one.json' }, { 'one.json': one('/items', 'nothing.such();') });
    expect(end.failure).toMatchObject({
      code: 'TESTS_FAILED',
      message: '1 of 2 tests failed: `one › runs its test script`.',
    });
    expect(end.annotations[0]?.message).toBe('ReferenceError: nothing is not defined');
  });

  it('runs only what is named, once for each row of the data', async () => {
    api.requests.length = 0;
    const end = await start(
      { only: ['items'], data: 'rows.csv', values: { base: api.url } },
      { 'rows.csv': 'kind\ndrink\nfood\n' },
    );
    expect(end.outputs).toMatchObject({ requests: 2 });
    expect(api.requests).toEqual(['GET /items?kind=drink', 'GET /items?kind=food']);
  });

  it('takes variables from files, and those of the inputs before them', async () => {
    api.requests.length = 0;
    const values = [
      { key: 'base', value: 'http://127.0.0.1:9', enabled: true },
      { key: 'kind', value: 'food', enabled: true },
    ];
    await start(
      { only: ['items'], environment: 'env.json', values: { base: api.url } },
      { 'env.json': { name: 'test', values } },
    );
    const variables = [{ key: 'kind', value: 'tea', isActive: true }];
    await start(
      { only: ['items'], environment: 'env.json', values: { base: api.url } },
      { 'env.json': { name: 'test', variables } },
    );
    expect(api.requests).toEqual(['GET /items?kind=food', 'GET /items?kind=tea']);
  });

  it.each([
    [{ collection: 'gone.json' }, 'NOT_FOUND', '`collection` must be a file, there is none at "gone.json".'],
    [{ collection: 'text.json' }, 'INPUT_INVALID', '`collection` must be JSON, "text.json" is none.'],
    [
      { collection: 'list.json' },
      'INPUT_INVALID',
      '`collection` must be a collection of Postman or hitchhiker, "list.json" is none.',
    ],
    [
      { environment: 'list.json' },
      'INPUT_INVALID',
      '`environment` must be variables as Postman or hitchhiker exports them, "list.json" holds none.',
    ],
    [{ data: 'object.json' }, 'INPUT_INVALID', '`data` must be a list of rows, "object.json" is none.'],
    [
      { values: { kind: 'x' } },
      'INPUT_MISSING',
      '`values` must give `base`, which a URL of the collection has.',
    ],
    [
      { only: ['nothing'] },
      'INPUT_INVALID',
      /^The collection could not be run: Unable to find a folder or request: "nothing"/,
    ],
    [
      { values: { base: 'http://127.0.0.1:9', kind: 'x' } },
      'UNREACHABLE',
      'No request was answered: connect ECONNREFUSED 127.0.0.1:9.',
    ],
    [
      { collection: 'code.json' },
      'INPUT_INVALID',
      '`collection` must say its assertions by a comparison or in a script, got "custom" in "r".',
    ],
  ])('says what is wrong: %j', async (inputs, code, message) => {
    const assertInfos = {
      x: [{ name: 'x', target: ['x', 'response'], function: 'custom', value: 'process.exit()' }],
    };
    const files = {
      'text.json': 'no',
      'list.json': [],
      'object.json': {},
      'code.json': { name: 'c', records: [{ id: '1', name: 'r', url: '{{base}}', assertInfos }] },
    };
    const end = await start(inputs, files);
    expect(end.failure).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ['collection', { collection: '../shop.json' }],
    ['report', { report: '/etc/report.xml' }],
    ['data', { data: '../x.csv' }],
    ['load.rate', { load: { case: 'constant', rate: 0 } }],
    ['values', { values: { '{{x}}': '1' } }],
  ])('refuses a wrong %s', async (name, inputs) => {
    const end = await start(inputs);
    expect(end.failure).toMatchObject({ code: 'INPUT_INVALID' });
    expect(end.failure?.message).toContain(`\`${name}`);
  });

  it('keeps to files of the workspace in what requests send', async () => {
    const body = { mode: 'file', file: { src: '/etc/hostname' } };
    api.requests.length = 0;
    await start({ collection: 'one.json' }, { 'one.json': one('/items', '', { method: 'POST', body }) });
    expect(api.requests.join()).not.toContain(readFileSync('/etc/hostname', 'utf8').trim());
  });

  it('trusts a server by its authority only', async () => {
    await using secure = await startShopApi({ tls: loopbackCertificate });
    const inputs = { collection: 'one.json', values: { base: secure.url } };
    const files = { 'one.json': one('/items'), 'ca.pem': loopbackCertificate.cert };
    expect((await start(inputs, files)).failure).toMatchObject({ code: 'TLS_UNTRUSTED' });
    expect(secure.requests).toEqual([]);
    expect((await start({ ...inputs, ca: 'ca.pem' }, files)).status).toBe('success');
  });
});
