import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findEngine } from '../../docker/engine.ts';
import { textOf } from '../executor-suite.ts';
import { containerTest } from './container-test.ts';
import { labelNames, openPlace } from './place.ts';

const test = containerTest();
const marker = `planted${randomBytes(4).toString('hex')}`;
const values = (kind: string, count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, index) => `${marker}-${kind}-${from + index}-${randomBytes(8).toString('hex')}`,
  );

describe('engine/executors/docker/planted-secrets', () => {
  it('leaves 500 values nowhere: not in inspect, argv, environments, images, volumes, host paths and logs', async () => {
    const files = named('INPUT_S', values('file', 400), '_FILE');
    const bound = named('BOUND_', values('bound', 100));
    const wait = 'touch /app/ready-$0; while [ ! -e /app/done ]; do sleep 0.1; done';
    const own = { start: program(`cat "$INPUT_S0_FILE"; echo "$BOUND_0"; ${wait}`, 'holder') };
    const holder = test.request('', { ...own, secretFiles: files, secretEnv: bound });
    const other = test.request('', { start: program(wait, 'other') });
    await Promise.all([holder, other].map((request) => test.executor.start(request)));
    const log = textOf(test.executor.logs(holder.name));
    await ready(['ready-holder', 'ready-other']);

    expect(await test.inspect(holder)).not.toContain(marker);
    expect(await inspectEverything()).not.toContain(marker);
    const processes = readProcesses();
    expect(processes.filter(({ argv }) => argv.includes(marker))).toEqual([]);
    const seeing = processes.filter(({ environment }) => environment.includes(marker));
    expect(seeing.length).toBeGreaterThan(0);
    for (const { environment } of seeing) {
      expect(environment).toContain(`${marker}-bound-99-`);
      expect(environment).not.toContain(`${marker}-file-`);
    }
    expect(search([test.home, ...(await placesOfTheEngine())])).toEqual([]);

    await test.executor.start(test.request('touch /app/done'));
    await Promise.all([holder, other].map(({ name }) => test.executor.wait(name)));
    expect(await log).toBe('***\n');
    for (const name of await test.executor.adopt()) {
      await test.executor.wait(name);
      await test.executor.remove(name);
    }
    expect(search([test.home, ...(await placesOfTheEngine())])).toEqual([]);
  });

  function program(script: string, name: string) {
    return { image: 'debian:bookworm-slim', program: { command: ['sh', '-c', script, name] } };
  }

  async function ready(names: readonly string[]): Promise<void> {
    const volume = (await ownVolumes()).find(({ Name }) => Name.includes('-workspace-'));
    while (!names.every((name) => readdirSync(volume?.Mountpoint ?? '').includes(name))) await sleep(50);
  }

  async function ownVolumes() {
    const docker = await findEngine().docker();
    const label = [`${labelNames.place}=${openPlace(join(test.home, 'place')).id}`];
    return (await docker.listVolumes({ filters: { label } })).Volumes;
  }

  async function inspectEverything(): Promise<string> {
    const docker = await findEngine().docker();
    const containers = await docker.listContainers({ all: true });
    const all = [...containers, ...(await docker.listImages()), ...(await docker.listNetworks())];
    const inspected = containers.map(({ Id }) =>
      docker
        .getContainer(Id)
        .inspect()
        .catch(() => ''),
    );
    return JSON.stringify([...all, ...(await ownVolumes()), ...(await Promise.all(inspected))]);
  }

  /** Where the engine keeps configurations, logs and volumes. */
  async function placesOfTheEngine(): Promise<readonly string[]> {
    const { DockerRootDir: root }: { DockerRootDir: string } = await (await findEngine().docker()).info();
    const containers = readdirSync(join(root, 'containers')).map((id) => join(root, 'containers', id));
    const volumes = (await ownVolumes()).map(({ Mountpoint }) => Mountpoint);
    return [...containers, ...volumes];
  }
});

function named(prefix: string, all: readonly string[], suffix = ''): Record<string, string> {
  return Object.fromEntries(all.map((value, index) => [`${prefix}${index}${suffix}`, value]));
}

/** The files below these that hold a planted value; what goes away meanwhile is no fault. */
function search(paths: readonly string[]): string[] {
  const { stdout } = spawnSync('grep', ['-rlsaF', '--', marker, ...paths], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

function readProcesses(): { readonly argv: string; readonly environment: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({ argv: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) }));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
