import { runStep } from '@stepyard/runtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeHarbor, startHarbor } from '../../test/support/harbor/fake-harbor.ts';
import { refused } from '../../test/support/harbor/routes.ts';
import { labelImage } from './harbor-label.ts';
import { harborLabel } from './template.ts';

let harbor: FakeHarbor;
afterEach(() => harbor.close());

function start(username: string, password: string, inputs: object = {}) {
  const auth = { case: 'basic', username, password } as const;
  const image = `${harbor.host}/shop/web:2.0`;
  return runStep(harborLabel, labelImage, { inputs: { image, url: harbor.url, auth, ...inputs } });
}

describe('templates/harbor-label failures', () => {
  it.each([
    [401, 'dev', 'wrong', {}, 'read the project'],
    [403, 'stranger', 'stranger-secret', {}, 'read the project'],
    [
      403,
      'guest',
      'guest-secret',
      { removed: ['No Test'] },
      'label images (as developer of the project or more)',
    ],
    [
      403,
      'dev',
      'dev-secret',
      { added: ['New'] },
      'make labels (as maintainer or administrator of the project)',
    ],
    [
      ...([403, 'dev', 'dev-secret', { lock: 'locked' } as object] as const),
      'change immutability rules (as maintainer or administrator of the project)',
    ],
    [
      ...([403, 'dev', 'dev-secret', { scan: 'gate' } as object] as const),
      'scan images (as maintainer or administrator of the project)',
    ],
  ] as const)('says after %i what %s lacks (%s)', async (status, username, password, inputs, need) => {
    harbor = await startHarbor();
    const { failure, log } = await start(username, password, inputs);
    expect(failure).toMatchObject({
      class: 'configuration',
      code: 'AUTH_FAILED',
      message: expect.stringContaining(`answered ${status} `),
      hint: `Check the user name and password in \`auth\`, and that they may ${need}.`,
    });
    expect(`${log}${JSON.stringify(failure)}`).not.toContain(password);
  });

  it('says after 404 what may be wrong', async () => {
    harbor = await startHarbor();
    const image = `${harbor.host}/shop/web:9.9`;
    const { failure } = await start('dev', 'dev-secret', { image });
    expect(failure).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(
        /artifacts\/9\.9\?\S+` answered 404 Not Found: "artifact 9\.9 not found"\.$/,
      ),
      hint: 'Check project, repository and tag in `image`, and `url`; Harbor says so too of a private project to who is no member.',
    });
  });

  it('goes on where another task made the label, or gave it to the image, at the same moment', async () => {
    harbor = await startHarbor();
    const late = { id: 55, name: 'Late', scope: 'p', project_id: 7, color: '#000000' } as const;
    harbor.fail(/^GET \/labels/, { status: 200, json: [] });
    harbor.world.labels.push(late);
    expect((await start('dev', 'dev-secret', { added: ['Late'] })).failure?.code).toBe('AUTH_FAILED');
    harbor.fail(/^GET \/labels/, { status: 200, json: [] });
    harbor.fail(/^POST .*\/labels$/, refused(409, 'exists'));
    const end = await start('robot$shop+labels', 'robot-secret', { added: ['Late'] });
    expect(end.outputs).toMatchObject({ labels: ['Late', 'No Test'] });
  });

  it('repeats what is safe to repeat after 500 and 429, and is worth a retry when that does not help', async () => {
    harbor = await startHarbor();
    harbor.fail(/^GET \/projects\/shop$/, { ...refused(500, 'oops'), times: 1 });
    harbor.fail(/^POST \/projects/, { ...refused(429, 'slow down'), times: 1 });
    expect((await start('dev', 'dev-secret', { added: ['No Test'] })).status).toBe('success');
    harbor.fail(/^GET \/projects\/shop$/, { ...refused(503, 'down'), times: 3 });
    expect((await start('dev', 'dev-secret')).failure).toMatchObject({
      class: 'dependency',
      code: 'UNREACHABLE',
      message: `\`GET ${harbor.url}/api/v2.0/projects/shop\` answered 503 Service Unavailable, after 3 tries: "down".`,
      hint: 'Check `url`, and that Harbor is well: its portal shows the health of each part.',
    });
  });
});
