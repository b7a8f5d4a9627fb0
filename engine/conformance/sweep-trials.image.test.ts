import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findEngine } from '../docker/engine.ts';
import { sweepTrials } from './sweep-trials.ts';

const program = `
  import { findEngine } from ${JSON.stringify(new URL('../docker/engine.ts', import.meta.url).href)};
  import { runTrial } from ${JSON.stringify(new URL('run-trial.ts', import.meta.url).href)};
  const docker = await findEngine().docker();
  const options = { docker, image: 'debian:bookworm-slim', network: false, local: true };
  await runTrial(options, { env: {}, args: ['sleep', '600'] });
`;

describe('engine/conformance/sweep-trials', () => {
  it('removes what a killed proof has left, and nothing of one that goes on', async () => {
    const [killed, living] = [trial(), trial()];
    const [left, stays] = [await madeBy(killed), await madeBy(living)];
    await end(killed);
    const docker = await findEngine().docker();
    await sweepTrials(docker);
    const [containers, volumes] = await everything();
    expect(containers.filter(({ owner }) => owner === left)).toEqual([]);
    expect(volumes.filter(({ owner }) => owner === left)).toEqual([]);
    expect(containers.filter(({ owner }) => owner === stays)).toHaveLength(1);
    expect(volumes.filter(({ owner }) => owner === stays)).toHaveLength(1);
    await end(living);
    await sweepTrials(docker);
    expect((await everything()).flat().filter(({ owner }) => owner === stays)).toEqual([]);
  });
});

function trial(): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

interface Thing {
  readonly owner: string;
  readonly running: boolean;
}

/** Waits for the trial of a process; gives the label by which what it made is known. */
async function madeBy({ pid }: ChildProcess): Promise<string> {
  for (;;) {
    const [containers] = await everything();
    const own = containers.find(({ owner, running }) => running && owner.includes(`"pid":${pid},`));
    if (own !== undefined) return own.owner;
    await sleep(50);
  }
}

/** Containers and volumes of all proofs. */
async function everything(): Promise<[Thing[], Thing[]]> {
  const docker = await findEngine().docker();
  const filters = { label: ['dev.stepyard.role=conformance'] };
  const containers = await docker.listContainers({ all: true, filters });
  const { Volumes } = await docker.listVolumes({ filters });
  const ownerOf = (labels: Readonly<Record<string, string>>) => labels['dev.stepyard.owner'] ?? '';
  return [
    containers.map(({ Labels, State }) => ({ owner: ownerOf(Labels), running: State === 'running' })),
    Volumes.map(({ Labels }) => ({ owner: ownerOf(Labels), running: false })),
  ];
}
