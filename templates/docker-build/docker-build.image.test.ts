import { afterAll, beforeAll, describe } from 'vitest';
import { type ImageRegistry, startImageRegistry } from '../../test/support/image-registry.ts';
import { buildSuite, user } from './build-suite.ts';

describe('templates/docker-build by a Docker engine', () => {
  let registry: ImageRegistry;
  beforeAll(async () => {
    registry = await startImageRegistry({ user });
  });
  afterAll(() => registry?.stop());
  buildSuite(() => ({ host: registry.host, builder: 'engine' }));
});
