import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { startShopApi } from '../../test/support/shop-api.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { hitchhiker } from './template.ts';

const workspace = join(import.meta.dirname, 'fixtures');
const api = await startShopApi();
const silent = await startSilentServer();
const collection = 'shop.postman.json';
const secretValues = { token: 'hidden-word' };

describeImage(hitchhiker, () => ({
  works: {
    network: 'host',
    workspace,
    inputs: {
      collection,
      values: { base: api.url, kind: 'drink' },
      secretValues,
      load: { case: 'constant', rate: 20, duration: '1s' },
    },
  },
  expectWorked: ({ workspace, stdout }) => {
    expect(readFileSync(join(workspace, 'hitchhiker-report.xml'), 'utf8')).toContain(
      '<testsuite name="order"',
    );
    expect(stdout).toMatch(/Load: 20 requests/);
  },
  missing: { says: 'hitchhiker: INPUT_MISSING: `collection` must be given' },
  slow: {
    network: 'host',
    workspace,
    inputs: { collection, values: { base: `http://127.0.0.1:${silent.port}` }, timeout: '10m' },
    begun: () => silent.asked,
  },
}));
