import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { startSonarApi } from '../../test/support/sonar-api.ts';
import { offerEngine } from '../../test/support/sonar-engine.ts';
import { ownDirectory } from '../../test/support/template-image.ts';
import { sonar } from './template.ts';

// A real server is what the tier `services` has.
const token = 'sqa_hidden-word';
const server = await startSonarApi(token);
await offerEngine(server);
const silent = await startSilentServer();
const cache = ownDirectory();
const workspace = join(import.meta.dirname, 'fixtures/shop');

afterAll(() => server[Symbol.asyncDispose]());

describeImage(sonar, () => ({
  works: {
    network: 'host',
    workspace,
    mounts: { '/cache/sonar': cache },
    env: { STEPYARD_CACHE_SONAR: '/cache/sonar' },
    inputs: {
      url: server.url,
      token,
      projectKey: 'image',
      sources: ['src/prices.js'],
      coverageReports: [{ kind: 'lcov', path: 'reports/lcov.info' }],
    },
  },
  expectWorked: ({ stdout }) => {
    expect(stdout).toContain('ANALYSIS SUCCESSFUL');
    expect(stdout).toContain('Quality gate: green');
    expect(stdout).not.toContain(token);
  },
  missing: { says: 'sonar: INPUT_MISSING: `url` must be given' },
  slow: {
    network: 'host',
    workspace,
    inputs: { url: `http://127.0.0.1:${silent.port}`, token, projectKey: 'image' },
    begun: () => silent.asked,
  },
}));
