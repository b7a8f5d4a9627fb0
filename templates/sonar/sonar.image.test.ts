import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { startSonarqube } from '../../test/support/sonarqube.ts';
import { ownDirectory } from '../../test/support/template-image.ts';
import { sonar } from './template.ts';

const server = await startSonarqube();
const silent = await startSilentServer();
// What the server offers, fetched once.
const cache = ownDirectory();
const workspace = join(import.meta.dirname, 'fixtures/shop');

afterAll(() => server[Symbol.asyncDispose](), 120_000);

describeImage(sonar, () => ({
  works: {
    network: 'host',
    workspace,
    mounts: { '/cache/sonar': cache },
    env: { STEPYARD_CACHE_SONAR: '/cache/sonar' },
    inputs: {
      url: server.url,
      token: server.token,
      projectKey: 'image',
      sources: ['src/prices.js'],
      coverageReports: [{ kind: 'lcov', path: 'reports/lcov.info' }],
    },
  },
  expectWorked: ({ stdout }) => {
    expect(stdout).toContain('ANALYSIS SUCCESSFUL');
    expect(stdout).toContain('Quality gate: green');
    expect(stdout).not.toContain(server.token);
  },
  missing: { says: 'sonar: INPUT_MISSING: `url` must be given' },
  slow: {
    network: 'host',
    workspace,
    inputs: { url: `http://127.0.0.1:${silent.port}`, token: server.token, projectKey: 'image' },
    begun: () => silent.asked,
  },
}));
