import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { type ShopApi, type ShopApiOptions, startShopApi } from '../../test/support/shop-api.ts';
import { runHitchhiker } from './hitchhiker.ts';
import { hitchhiker } from './template.ts';

const collection = {
  info: { name: 'two' },
  item: [
    { name: 'read', request: { method: 'GET', url: '{{base}}/items' } },
    {
      name: 'write',
      request: {
        method: 'POST',
        url: '{{base}}/items',
        body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: '{{base}} &' }] },
      },
    },
    {
      name: 'send',
      request: {
        method: 'POST',
        url: '{{base}}/items',
        body: { mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: 'ca.pem' }] },
      },
    },
  ],
};

async function start(api: ShopApi, load: object, more: object = {}) {
  const workspace = scratchDirectory();
  cpSync(join(import.meta.dirname, 'fixtures'), workspace, { recursive: true });
  writeFileSync(join(workspace, 'two.json'), JSON.stringify(collection));
  writeFileSync(join(workspace, 'ca.pem'), '');
  const inputs = {
    collection: 'two.json',
    values: { base: api.url },
    load: { case: 'constant', ...load },
    ...more,
  };
  return runStep(hitchhiker, runHitchhiker, { workspace, inputs: inputs as never });
}

const respond = (each: (nth: number) => number): ShopApiOptions => ({
  respond: (_request, response, nth) => void response.writeHead(each(nth)).end('{}'),
});

describe('templates/hitchhiker/load', () => {
  it('repeats the requests in turn at the rate, once the collection has passed', async () => {
    await using api = await startShopApi();
    const end = await start(api, { rate: 100, duration: '1s', requests: ['read', 'write'] });
    expect(end.failure).toBeUndefined();
    expect(end.outputs).toMatchObject({ requests: 3, load: { requests: 100, errors: 0 } });
    const repeated = api.requests.slice(3);
    expect(repeated).toHaveLength(100);
    const [, , first = ''] = api.requests[1]?.split(' ') ?? [];
    expect(new URLSearchParams(first).get('a')).toBe(`${api.url} &`);
    const bodies = repeated.filter((one) => one.startsWith('POST')).map((one) => one.split(' ')[2] ?? '');
    expect(bodies).toHaveLength(50);
    expect(new Set(bodies.map((body) => new URLSearchParams(body).get('a')))).toEqual(
      new Set([`${api.url} &`]),
    );
    expect(end.summary).toContain('| latency | 50 % | 90 % | 95 % | 99 % | 99.9 % | max | mean |');
    expect(end.metrics).toContain('stepyard_load_requests 100');
  });

  it('does not count the requests of the warm-up', async () => {
    await using api = await startShopApi(respond((nth) => (nth > 3 && nth <= 13 ? 503 : 200)));
    const end = await start(api, { rate: 100, duration: '300ms', warmUp: '100ms', requests: ['read'] });
    expect(end.outputs).toMatchObject({ load: { requests: 30, errors: 0 } });
    expect(api.requests).toHaveLength(3 + 10 + 30);
  });

  it('fails where a threshold is not kept, and names each', async () => {
    await using api = await startShopApi(respond((nth) => (nth > 3 && nth % 2 === 0 ? 503 : 200)));
    const thresholds = [
      { measure: 'errors', is: 'atMost', value: 1 },
      { measure: 'rate', is: 'atLeast', value: 1000 },
      { measure: 'p99', is: 'atMost', value: 60_000 },
    ];
    const end = await start(api, { rate: 100, duration: '200ms', requests: ['read'], thresholds });
    expect(end.failure).toMatchObject({
      class: 'policy',
      code: 'GATE_FAILED',
      message: expect.stringMatching(
        /^The load did not keep its thresholds: `errors` is 50 %, must be at most 1 %; `rate` is [\d.]+ \/s, must be at least 1000 \/s\.$/,
      ),
    });
    expect(end.annotations).toHaveLength(2);
    expect(end.summary).toContain('- status 503: 10');
  });

  it('counts what hangs as late and as an error, and does not make more than may be open', async () => {
    let held = 0;
    await using api = await startShopApi({
      respond: (_request, response, nth) => {
        if (nth > 3) held += 1;
        else response.end('{}');
      },
    });
    const end = await start(
      api,
      { rate: 50, duration: '200ms', mostOpen: 4, requests: ['read'], thresholds: [] },
      { timeout: '500ms' },
    );
    expect(held).toBe(4);
    expect(end.outputs).toMatchObject({ load: { requests: 10, errors: 100, rate: 0 } });
    expect(end.summary).toContain('- not made: 6\n- timeout: 4');
    const { load }: { load: { p50: number } } = JSON.parse(JSON.stringify(end.outputs));
    expect(load.p50).toBeGreaterThanOrEqual(499);
  });

  it('names requests that there are not, and those that cannot be repeated', async () => {
    await using api = await startShopApi();
    expect((await start(api, { rate: 10, requests: ['nothing'] })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message:
        '`load.requests` must name requests of the collection, got "nothing"; it has "read", "write", "send".',
    });
    expect((await start(api, { rate: 10 })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`load.requests` must leave out requests that send files, as "send" does.',
    });
  });

  it('puts no load on a server whose collection has failed', async () => {
    await using api = await startShopApi(respond(() => 200));
    const failing = structuredClone(collection);
    Object.assign(failing.item[0] ?? {}, {
      event: [{ listen: 'test', script: { exec: ["pm.test('x', () => pm.response.to.have.status(404));"] } }],
    });
    const workspace = scratchDirectory();
    writeFileSync(
      join(workspace, 'two.json'),
      JSON.stringify({ ...failing, item: failing.item.slice(0, 1) }),
    );
    const inputs = {
      collection: 'two.json',
      values: { base: api.url },
      load: { case: 'constant', rate: 100 },
    } as const;
    const end = await runStep(hitchhiker, runHitchhiker, { workspace, inputs });
    expect(end.failure?.code).toBe('TESTS_FAILED');
    expect(api.requests).toHaveLength(1);
  });
});
