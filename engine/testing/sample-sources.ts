import type { StepyardEvent } from '@stepyard/events';
import type { ConfigSource } from '../config/sources.ts';

const asked: string[][] = [];

/** A store that has every secret but `MISSING`, and notes what it was asked for. */
export const sampleSecrets = {
  asked,
  get: async (names: readonly string[]) => {
    asked.push([...names]);
    return new Map(names.filter((name) => name !== 'MISSING').map((name) => [name, `value-of-${name}`]));
  },
};

/** One group of configuration. */
export const sampleConfig: ConfigSource = {
  group: async (name, environment) =>
    name === 'database'
      ? {
          HOST: environment === 'production' ? 'db.prod' : 'db.test',
          PORT: 5432,
          PASSWORD: { secret: 'DB' },
          other: 'x',
        }
      : undefined,
  file: async () => undefined,
  connection: async () => undefined,
  environment: async () => undefined,
};

/** A push to a fork, by a branch that nobody may trust. */
export const forkPush: StepyardEvent = {
  specversion: '1.0',
  id: '1',
  source: '/github/acme/app',
  type: 'dev.stepyard.push.v1',
  time: '2026-07-01T00:00:00Z',
  datacontenttype: 'application/json',
  data: {
    kind: 'push',
    branch: 'main',
    repository: { fullName: 'acme/app', cloneUrl: 'https://git.example/acme/app.git' },
    trust: 'fork',
    untrusted: ['branch'],
  },
};
