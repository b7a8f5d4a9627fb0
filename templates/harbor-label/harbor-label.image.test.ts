import { afterAll, expect } from 'vitest';
import { startHarbor } from '../../test/support/harbor/fake-harbor.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { harborLabel } from './template.ts';

const harbor = await startHarbor();
const silent = await startSilentServer();
const auth = { case: 'basic', username: 'robot$shop+labels', password: 'robot-secret' };
const at = (host: string) => ({ image: `${host}/shop/web:2.0`, url: `http://${host}`, auth });

afterAll(async () => {
  silent[Symbol.dispose]();
  await harbor.close();
});

describeImage(harborLabel, () => ({
  works: {
    network: 'host',
    inputs: { ...at(harbor.host), added: ['Test Passed'], removed: ['No Test'], lock: 'locked' },
  },
  expectWorked: () => {
    const named = harbor.world.labels.filter(({ name }) => name === 'Test Passed');
    expect(named).toHaveLength(1);
    const [web] = harbor.world.artifacts;
    expect(web?.labels).toEqual(new Set(named.map(({ id }) => id)));
    expect(harbor.world.rules).toHaveLength(1);
  },
  missing: { says: 'harbor-label: INPUT_MISSING: `image` must be given' },
  slow: {
    network: 'host',
    inputs: { ...at(`127.0.0.1:${silent.port}`), added: ['Test Passed'] },
    begun: () => silent.asked,
  },
}));
