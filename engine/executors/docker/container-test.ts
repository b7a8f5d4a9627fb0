import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { findEngine } from '../../docker/engine.ts';
import type { Executor, Exit, StartRequest } from '../executor.ts';
import { textOf } from '../executor-suite.ts';
import { removeTree } from '../remove-tree.ts';
import { createDockerExecutor } from './docker-executor.ts';
import { shellImage } from './docker-under-test.ts';
import { nameOn, openPlace } from './place.ts';

/** An installation with an engine, for tests of what only containers have. */
export interface ContainerTest {
  readonly home: string;
  readonly executor: Executor;
  request(script: string, more?: Partial<StartRequest>): StartRequest;
  /** Starts it and waits for its end. */
  run(request: StartRequest): Promise<{ readonly exit: Exit; readonly log: string }>;
  /** What the engine says of the container of a start. */
  inspect(request: StartRequest): Promise<string>;
}

let count = 0;

/** Made before the tests of a file, removed after them with all that is left on the engine. */
export function containerTest(): ContainerTest {
  const home = mkdtempSync(join(tmpdir(), 'stepyard-docker-'));
  const place = join(home, 'place');
  const executor = createDockerExecutor({ directory: place, environment: {} });
  const engine = findEngine();

  beforeAll(async () => {
    await engine.facts();
  });
  afterAll(async () => {
    for (const name of await executor.adopt()) {
      await executor.cancel(name);
      await executor.wait(name);
      await executor.remove(name);
    }
    await executor.shared?.end('test-1', { workspace: false });
    await executor.close();
    await removeTree(home);
  });

  return {
    home,
    executor,
    request: (script, more) => ({
      name: `test-1-task-${++count}`,
      project: 'test',
      run: 'test-1',
      start: { image: shellImage, program: { command: ['sh', '-c', script] } },
      ...{ env: {}, secretFiles: {}, secretEnv: {}, mask: [], files: {}, caches: [], graceMs: 1_000 },
      workspace: join(home, 'workspace'),
      workdir: undefined,
      claims: join(home, 'claims'),
      ...more,
    }),
    async run(request) {
      await executor.start(request);
      const [exit, log] = await Promise.all([
        executor.wait(request.name),
        textOf(executor.logs(request.name)),
      ]);
      return { exit, log };
    },
    async inspect({ name }) {
      const container = (await engine.docker()).getContainer(nameOn(openPlace(place), name));
      return JSON.stringify(await container.inspect());
    },
  };
}
