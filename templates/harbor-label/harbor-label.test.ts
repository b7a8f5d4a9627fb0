import type { GivenValues } from '@stepyard/catalog';
import { runStep } from '@stepyard/runtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeHarbor, startHarbor } from '../../test/support/harbor/fake-harbor.ts';
import { labelImage } from './harbor-label.ts';
import { harborLabel } from './template.ts';

const auth = { case: 'basic', username: 'robot$shop+labels', password: 'robot-secret' } as const;
let harbor: FakeHarbor;
afterEach(() => harbor.close());

function start(inputs: Partial<GivenValues<typeof harborLabel.inputs>> = {}) {
  const { url, host } = harbor;
  const given = { image: `${host}/shop/web:2.0`, url, auth, ...inputs };
  return runStep(harborLabel, labelImage, { inputs: given });
}

const writes = () =>
  harbor.exchanges.filter(({ method }) => method !== 'GET').map((one) => `${one.method} ${one.path}`);
const digest = `sha256:${'a'.repeat(64)}`;

describe('templates/harbor-label', () => {
  it('T2.8: adds `Test Passed`, made if missing, and removes `No Test`; again it changes nothing', async () => {
    harbor = await startHarbor();
    const inputs = { added: ['Test Passed'], removed: ['No Test'] };
    const first = await start(inputs);
    expect(first.outputs).toEqual({
      image: `${harbor.host}/shop/web@${digest}`,
      digest,
      labels: ['Test Passed'],
      locked: false,
    });
    const web = `/projects/shop/repositories/web/artifacts/${encodeURIComponent(digest)}`;
    expect(writes()).toEqual(['POST /labels', `POST ${web}/labels`, `DELETE ${web}/labels/1`]);
    expect(harbor.world.labels.at(-1)).toMatchObject({ name: 'Test Passed', scope: 'p', project_id: 7 });
    const again = await start(inputs);
    expect(again).toMatchObject({ status: 'success', outputs: first.outputs });
    expect(writes()).toHaveLength(3);
  });

  it('T2.8: locks the tag, so that it cannot be pushed over; again it changes nothing; unlocks it', async () => {
    harbor = await startHarbor();
    expect((await start({ lock: 'locked' })).outputs).toMatchObject({ locked: true });
    expect(harbor.push('web', '2.0', `sha256:${'b'.repeat(64)}`)).toBe(412);
    expect(harbor.push('web', '2.1', `sha256:${'b'.repeat(64)}`)).toBe(201);
    expect((await start({ lock: 'locked' })).outputs).toMatchObject({ locked: true });
    expect((await start()).outputs).toMatchObject({ locked: true });
    expect(writes()).toHaveLength(1);
    expect((await start({ lock: 'unlocked' })).outputs).toMatchObject({ locked: false });
    expect(harbor.world.rules).toEqual([]);
    expect((await start({ lock: 'unlocked' })).status).toBe('success');
    expect(writes()).toHaveLength(2);
  });

  it('switches a rule of the tag on again, and leaves rules for more than the tag alone', async () => {
    harbor = await startHarbor();
    await start({ lock: 'locked' });
    const [own] = harbor.world.rules;
    if (own === undefined) throw new Error('no rule was made');
    harbor.world.rules[0] = { ...own, disabled: true };
    expect((await start({ lock: 'locked' })).outputs).toMatchObject({ locked: true });
    expect(harbor.world.rules).toHaveLength(1);
    harbor.world.rules.push({ ...own, id: 2, tag_selectors: [{ decoration: 'matches', pattern: '**' }] });
    const end = await start({ lock: 'unlocked' });
    expect(end.failure).toMatchObject({
      code: 'POLICY_REFUSED',
      message: '`lock` must unlock 2.0, and another immutability rule of the project shop holds it.',
    });
    expect(harbor.world.rules.map(({ id }) => id)).toEqual([2]);
  });

  it('finds a label among many of like names, and one of the whole Harbor only where asked', async () => {
    harbor = await startHarbor();
    for (let n = 0; n < 250; n++) {
      harbor.world.labels.push({
        id: 1000 + n,
        name: `Passed ${n}`,
        scope: 'p',
        project_id: 7,
        color: '#000000',
      });
    }
    harbor.world.labels.push({ id: 9000, name: 'Passed', scope: 'p', project_id: 7, color: '#000000' });
    expect((await start({ added: ['Passed'] })).outputs).toMatchObject({ labels: ['No Test', 'Passed'] });
    expect(writes()).toHaveLength(1);
    const global = await start({ added: ['Everywhere'], scope: 'global' });
    expect(global.failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: `\`POST ${harbor.url}/api/v2.0/labels\` answered 403 Forbidden: "forbidden".`,
      hint: 'Check the user name and password in `auth`, and that they may make labels of the whole Harbor (as its administrator).',
    });
    const admin = { case: 'basic', username: 'admin', password: 'Harbor12345' } as const;
    const made = await start({ added: ['Everywhere'], scope: 'global', auth: admin });
    expect(made.status).toBe('success');
    expect(harbor.world.labels.at(-1)).toMatchObject({ name: 'Everywhere', scope: 'g' });
  });

  it('exempts the tag from the retention policy, once, and says where there is none', async () => {
    harbor = await startHarbor();
    expect((await start({ retained: true })).log).toContain('The project shop has no retention policy');
    const rule = {
      id: 1,
      disabled: false,
      template: 'latestPushedK',
      scope_selectors: { repository: [{ decoration: 'repoMatches', pattern: '**' }] },
      tag_selectors: [{ decoration: 'matches', pattern: '**' }],
    };
    harbor.world.project.retention = '3';
    harbor.world.retentions.set('3', { id: 3, rules: [rule] });
    await start({ retained: true });
    await start({ retained: true });
    const rules = harbor.world.retentions.get('3')?.rules;
    expect(rules?.map(({ template }) => template)).toEqual(['latestPushedK', 'always']);
    expect(writes()).toEqual(['PUT /retentions/3']);
  });

  it('takes a repository with slashes, and an image by digest', async () => {
    harbor = await startHarbor();
    harbor.world.artifacts.push({ repository: 'a/b', digest, tags: ['1'], labels: new Set() });
    const image = `${harbor.host}/shop/a/b@${digest}`;
    expect((await start({ image, added: ['x'] })).outputs).toMatchObject({ image, labels: ['x'] });
    expect(harbor.exchanges[1]?.path).toContain('/repositories/a%252Fb/artifacts/sha256%3A');
  });

  it('refuses an image that it cannot mark, before it changes anything', async () => {
    harbor = await startHarbor();
    const { host } = harbor;
    const moved = `sha256:${'c'.repeat(64)}`;
    expect((await start({ image: `${host}/web:2.0` })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`image\` must name registry, project and repository, got "${host}/web:2.0".`,
    });
    expect((await start({ image: `${host}/shop/web@${digest}`, lock: 'locked' })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`lock\` and \`retained\` need a tag in \`image\`, got "${host}/shop/web@${digest}".`,
    });
    expect((await start({ added: ['a'], removed: ['a'] })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`removed` must not name a label that `added` names, got "a".',
    });
    expect((await start({ image: `${host}/shop/web:2.0@${moved}` })).failure).toMatchObject({
      code: 'CONFLICT',
      message: `\`image\` must have the digest ${moved}; its tag "2.0" now names ${digest}.`,
    });
    expect(writes()).toEqual([]);
  });
});
