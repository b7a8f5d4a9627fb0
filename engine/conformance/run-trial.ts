import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createDemultiplexer } from '../docker/demultiplex.ts';
import { type Ended, type SeenProcess, stranger, type Trial } from './trial.ts';
import { readTree, trialArchive } from './trial-archive.ts';
import { trialLabels } from './trial-labels.ts';
import { makeWorkspace } from './trial-workspace.ts';

const longestMs = 120_000;
const graceSeconds = 12;
/** What the image has at that place does not take over its owner. */
const noCopy = { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } };

export interface TrialOptions {
  readonly docker: Docker;
  readonly image: string;
  /** Lets the step reach the network. */
  readonly network: boolean;
  /** The engine is of this machine: it sees our files. */
  readonly local: boolean;
}

/** Starts the image once: no root, no capability, read-only root directory, and what the trial gives it. */
export async function runTrial(
  { docker, image, network, local }: TrialOptions,
  trial: Trial,
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'stepyard-trial-'));
  const termination = join(folder, 'termination-log');
  writeFileSync(termination, '');
  chmodSync(termination, 0o666);
  const { workspace = '/app', unrestricted } = trial;
  const volume = await makeWorkspace(docker, trial.workspaceFiles ?? new Map());
  const container = await docker.createContainer({
    Image: image,
    Cmd: [...(trial.args ?? [])],
    Env: Object.entries({ HOME: '/tmp', ...trial.env }).map(([name, value]) => `${name}=${value}`),
    WorkingDir: workspace,
    User: unrestricted ? '0:0' : `${stranger.uid}:${stranger.gid}`,
    Volumes: { '/step': {} },
    NetworkDisabled: !network,
    Labels: trialLabels(),
    HostConfig: {
      ReadonlyRootfs: unrestricted !== true,
      ...(!unrestricted && { CapDrop: ['ALL'] }),
      Mounts: [{ Type: 'volume', Source: volume, Target: workspace, VolumeOptions: noCopy }],
      SecurityOpt: ['no-new-privileges'],
      Tmpfs: { '/tmp': 'rw,exec,mode=1777' },
      PidsLimit: 512,
      ...(local && { Binds: [`${termination}:/dev/termination-log`] }),
    },
  });
  try {
    await container.putArchive(trialArchive(trial), { path: '/step' });
    await container.start();
    const watching = trial.watched ? watch(container) : undefined;
    const stopping = trial.stops ? stop(container) : undefined;
    const status = await ending(container);
    const { State } = await container.inspect();
    return {
      status,
      tookMs: Date.parse(State.FinishedAt) - Date.parse(State.StartedAt),
      log: await logOf(container),
      wasStopped: (await stopping) ?? false,
      step: await readTree(await container.getArchive({ path: '/step/.' })),
      workspace: await readTree(await container.getArchive({ path: `${workspace}/.` })),
      termination: local ? readFileSync(termination, 'utf8') : undefined,
      processes: (await watching) ?? [],
    };
  } finally {
    await container.remove({ force: true, v: true });
    await docker.getVolume(volume).remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ending(container: Docker.Container): Promise<number> {
  const timer = AbortSignal.timeout(longestMs);
  const kill = () => void container.kill().catch(() => undefined);
  timer.addEventListener('abort', kill);
  const { StatusCode }: { StatusCode: number } = await container.wait();
  timer.removeEventListener('abort', kill);
  return StatusCode;
}

/** Waits for the first words, so that the step has begun, and asks it to stop; true where it was still at work. */
async function stop(container: Docker.Container): Promise<boolean> {
  for (let tries = 0; tries < 20 && (await logOf(container)) === ''; tries++) await delay(100);
  const { State } = await container.inspect();
  if (!State.Running) return false;
  await container.stop({ t: graceSeconds }).catch(() => undefined);
  return true;
}

/** The processes that were seen at any time; those that live shortly may be missed. */
async function watch(container: Docker.Container): Promise<readonly SeenProcess[]> {
  const seen = new Map<string, SeenProcess>();
  for (;;) {
    const found: { Processes?: string[][] } | undefined = await container
      .top({ ps_args: 'eww -o pid,ppid,args' })
      .catch(() => undefined);
    if (found === undefined) return [...seen.values()];
    for (const [pid = '', parent = '', ...text] of found.Processes ?? []) {
      const one = { pid: Number(pid), parent: Number(parent), text: text.join(' ') };
      seen.set(`${pid} ${one.text}`, one);
    }
    await delay(40);
  }
}

async function logOf(container: Docker.Container): Promise<string> {
  const bytes = await container.logs({ stdout: true, stderr: true });
  return createDemultiplexer()
    .push(bytes)
    .map((message) => Buffer.from(message).toString('utf8'))
    .join('');
}
