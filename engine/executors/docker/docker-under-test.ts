import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from '../../docker/engine.ts';
import type { ExecutorUnderTest } from '../executor-suite.ts';
import { createDockerExecutor } from './docker-executor.ts';
import { labelNames, openPlace } from './place.ts';
import { workspaceVolume } from './run-things.ts';

/** Image with a shell that the tests run; it is no template's. */
export const shellImage = 'debian:bookworm-slim';

/** The docker executor as the shared suite sees it: on an engine of this machine, whose volumes are directories. */
export const dockerUnderTest: ExecutorUnderTest = {
  open: async (place) => createDockerExecutor({ directory: place }),
  start: (script) => ({ image: shellImage, program: { command: ['sh', '-c', script] } }),
  async crash(place) {
    for (const { Id } of await containersOf(place)) {
      await (await engine.docker()).getContainer(Id).remove({ force: true });
    }
  },
  secretPlaces: (place) => [place],
  async makeWorkspace({ shared }, { run, workspace: directory }, workspace) {
    await shared?.open(run, { directory });
    const place = openPlace(join(workspace, '..', 'place'));
    const volume = (await engine.docker()).getVolume(workspaceVolume(place, run).name);
    symlinkSync((await volume.inspect()).Mountpoint, workspace);
  },
  async clear(executor, { run }) {
    for (const name of await executor.adopt()) await executor.remove(name);
    await executor.shared?.end(run, { workspace: false });
  },
};

const engine = findEngine();

/** The containers of an installation, running or not. */
export async function containersOf(place: string): Promise<readonly { readonly Id: string }[]> {
  const label = [`${labelNames.place}=${openPlace(place).id}`];
  return (await engine.docker()).listContainers({ all: true, filters: { label } });
}
