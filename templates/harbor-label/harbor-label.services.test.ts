import { parseReference } from '@stepyard/contract/registry';
import { runStep } from '@stepyard/runtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { readApiFile } from '../../test/support/api-file.ts';
import { type FakeHarbor, startHarbor } from '../../test/support/harbor/fake-harbor.ts';
import { startImageRegistry } from '../../test/support/image-registry.ts';
import { pushImage, testRegistry } from '../../test/support/sample-image.ts';
import { labelImage } from './harbor-label.ts';
import { harborLabel } from './template.ts';

const departures = readApiFile('harbor-v2.16.swagger.yaml');
const auth = { case: 'basic', username: 'robot$shop+labels', password: 'robot-secret' } as const;
let harbor: FakeHarbor;
afterEach(() => harbor.close());

describe('templates/harbor-label by the API file of Harbor', () => {
  it('T2.8: sends and is answered nothing but what Harbor documents', async () => {
    harbor = await startHarbor();
    harbor.world.project.retention = '3';
    const rule = {
      id: 1,
      disabled: false,
      template: 'latestPushedK',
      scope_selectors: { repository: [{ decoration: 'repoMatches', pattern: '**' }] },
      tag_selectors: [{ decoration: 'matches', pattern: '**' }],
    };
    harbor.world.retentions.set('3', { id: 3, rules: [rule] });
    const image = `${harbor.host}/shop/web:2.0`;
    const common = { image, url: harbor.url, auth };
    const scan = { case: 'gate', severity: 'never' } as const;
    const all = { ...common, added: ['Test Passed'], removed: ['No Test'], retained: true, scan };
    const ends = [
      await runStep(harborLabel, labelImage, { inputs: { ...all, lock: 'locked' } }),
      await runStep(harborLabel, labelImage, { inputs: { ...all, lock: 'locked' } }),
      await runStep(harborLabel, labelImage, { inputs: { ...all, lock: 'unlocked' } }),
      await runStep(harborLabel, labelImage, {
        inputs: { ...common, auth: { ...auth, password: 'wrong' } },
      }),
      await runStep(harborLabel, labelImage, { inputs: { ...common, image: `${image}.1` } }),
    ];
    expect(ends.map(({ status }) => status)).toEqual(['success', 'success', 'success', 'failed', 'failed']);
    expect(harbor.exchanges.length).toBeGreaterThan(20);
    expect(harbor.exchanges.flatMap(departures)).toEqual([]);
  });

  it('T2.8: locks a tag so that a real registry behind it takes no other image under it', async () => {
    const user = { name: 'robot$shop+labels', password: 'robot-secret' };
    await using parts = new AsyncDisposableStack();
    const behind = parts.adopt(await startImageRegistry({ user }), (one) => one.stop());
    harbor = await startHarbor({ artifacts: [] }, { registry: behind.host });
    const client = testRegistry(user);
    parts.defer(() => client.close());
    const image = `${harbor.host}/shop/web:2.0`;
    const { digest } = await pushImage(client, image);
    const inputs = { image, url: harbor.url, auth, added: ['Test Passed'], lock: 'locked' } as const;
    const end = await runStep(harborLabel, labelImage, { inputs });
    expect(end.outputs).toMatchObject({ digest, locked: true, labels: ['Test Passed'] });
    await expect(pushImage(client, image)).rejects.toThrow(/412/);
    expect(await client.resolve(parseReference(image))).toBe(digest);
    await pushImage(client, `${harbor.host}/shop/web:2.1`);
  });

  it('finds a request or an answer that departs from the file', () => {
    const exchange = { method: 'POST', path: '/labels', requestBody: { id: 'one' }, status: 418 };
    expect(departures({ ...exchange, responseBody: undefined })).toEqual([
      'POST /labels request/id must be integer',
      'POST /labels is not documented to answer 418',
    ]);
    const unknown = { method: 'GET', path: '/labels?colour=red', requestBody: undefined, status: 200 };
    expect(departures({ ...unknown, responseBody: [{ name: 1 }] })).toEqual([
      'GET /labels knows no parameter colour',
      'GET /labels 200/0/name must be string',
    ]);
  });
});
