import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeHarbor, startHarbor } from '../../test/support/harbor/fake-harbor.ts';
import { type MemoryRegistry, startMemoryRegistry } from '../../test/support/memory-registry.ts';
import { pushImage, pushIndex, testRegistry } from '../../test/support/sample-image.ts';
import { promote, promoteSuite, target } from './promote-suite.ts';

const plain = () => startMemoryRegistry();
const closed = () => startMemoryRegistry({ user: target });
const withApi = () => startMemoryRegistry({ referrers: true });
const closedWithApi = () => startMemoryRegistry({ referrers: true, user: target });

promoteSuite('by fallback tags', plain, closed);
promoteSuite('by the referrers API', withApi, closedWithApi);
promoteSuite('from the API to fallback tags', withApi, closed);

describe('templates/image-promote', () => {
  const client = testRegistry();
  let registry: MemoryRegistry;
  let harbor: FakeHarbor;
  beforeAll(async () => {
    registry = await startMemoryRegistry();
    harbor = await startHarbor();
  });
  afterAll(async () => {
    client.close();
    await registry.close();
    await harbor.close();
  });

  it('T3.9: promotes only what carries the label in Harbor; nothing is sent else', async () => {
    const image = `${registry.host}/shop/web:2.0`;
    const { digest } = await pushImage(client, image);
    const [web] = harbor.world.artifacts;
    harbor.world.artifacts.push({ repository: 'web', digest, tags: ['2.0'], labels: new Set([1]) });
    if (web !== undefined) web.tags = [];
    const required = {
      case: 'harbor',
      label: 'Test Passed',
      url: harbor.url,
      username: 'guest',
      password: 'guest-secret',
    } as const;
    const inputs = { image, required, target: `${registry.host}/released/web` };
    const writes = () => registry.requests.filter((one) => !/^(GET|HEAD) /.test(one)).length;
    const before = writes();
    expect((await promote(inputs)).failure).toMatchObject({
      class: 'policy',
      code: 'POLICY_REFUSED',
      message: `${image} must carry the label "Test Passed", and has "No Test".`,
      hint: 'It is given when the tests have passed: see what of them failed or did not run.',
    });
    expect(writes()).toBe(before);
    harbor.world.labels.push({ id: 2, name: 'Test Passed', scope: 'p', project_id: 7, color: '#1D5100' });
    harbor.world.artifacts.at(-1)?.labels.add(2);
    expect((await promote(inputs)).outputs).toMatchObject({ digest });
  });

  it('promotes only what carries the label in the image, on every platform', async () => {
    const at = `${registry.host}/shop/labelled`;
    const labels = { tested: 'true' };
    const good = await pushImage(client, `${at}:good`, { labels });
    const bad = await pushImage(client, `${at}:bad`, { architecture: 'arm64' });
    await pushIndex(client, `${at}:both`, [
      { ...good, architecture: 'amd64' },
      { ...bad, architecture: 'arm64' },
    ]);
    const run = (tag: string, value = 'true') =>
      promote({
        image: `${at}:${tag}`,
        required: { case: 'image', label: 'tested', value },
        target: `${registry.host}/released/labelled`,
      });
    expect((await run('good')).status).toBe('success');
    expect((await run('both')).failure?.message).toBe(
      `${at}:both must carry the label "tested=true", and has none.`,
    );
    expect((await run('good', 'yes')).failure?.message).toBe(
      `${at}:good must carry the label "tested=yes", and has "tested=true".`,
    );
  });

  it('asks for a tag where the image is named by digest, and refuses a digest as target', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const image = `${registry.host}/shop/web@${digest}`;
    expect((await promote({ image, target: 'prod.example/web' })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`target` must have a tag where `image` has none, got "prod.example/web".',
    });
    expect((await promote({ image, target: `prod.example/web@${digest}` })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`target\` must have no digest, got "prod.example/web@${digest}".`,
    });
  });
});
