import type Docker from 'dockerode';
import type { ImageFacts } from '../../docker/image-facts.ts';
import { stepUser } from '../../docker/volumes.ts';
import type { StartRequest } from '../executor.ts';
import { quantity } from './quantity.ts';
import { inside, type StepFiles } from './step-files.ts';

export interface VolumeMount {
  readonly volume: string;
  readonly at: string;
  readonly readOnly?: true;
}

export interface ContainerOf {
  readonly request: StartRequest;
  readonly image: ImageFacts;
  readonly files: StepFiles;
  readonly mounts: readonly VolumeMount[];
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Volume with the init, for an image that does not have it. */
  readonly init: string | undefined;
}

/** A step's container: not root, a root file system that cannot be written, no capability, none to be gained. */
export function containerOptions(of: ContainerOf): Docker.ContainerCreateOptions {
  const { request, image, files, mounts, network, labels, init } = of;
  const owner = `uid=${stepUser.uid},gid=${stepUser.gid}`;
  return {
    Image: image.id,
    User: `${stepUser.uid}:${stepUser.gid}`,
    WorkingDir: [inside.workspace, request.workdir].filter(Boolean).join('/'),
    Env: environmentOf(image, files),
    ...(init !== undefined && {
      Entrypoint: [`${inside.broughtInit}/init`, '--'],
      Cmd: wordsOf(request, image),
    }),
    Labels: { ...labels },
    OpenStdin: true,
    // When who speaks to it is gone, it reads the end of its input and does not begin.
    StdinOnce: true,
    AttachStdin: true,
    HostConfig: {
      NetworkMode: network,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 8192,
      Tmpfs: {
        [inside.memory]: `rw,noexec,nosuid,nodev,mode=0700,${owner}`,
        [inside.temporary]: 'rw,exec,nosuid,nodev,mode=1777',
      },
      Mounts: mounts.map(({ volume, at, readOnly = false }) => ({
        Type: 'volume',
        Source: volume,
        Target: at,
        ReadOnly: readOnly,
        VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
      })),
      ...boundedBy(request),
      LogConfig: exactLog,
    },
  };
}

/** Any bytes are kept as they are, however many, until the container is removed. The usual driver keeps text only. */
export const exactLog = {
  Type: 'local',
  Config: { 'max-size': '1024g', 'max-file': '1', compress: 'false' },
} as const;

function environmentOf(image: ImageFacts, files: StepFiles): string[] {
  const all = {
    ...(!image.variables.includes('HOME') && { HOME: inside.temporary }),
    ...files.variables,
    STEPYARD_INIT: 'stdin',
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** What runs in an image without the init: the author's program, or what the image itself would start. */
function wordsOf({ start }: StartRequest, { entrypoint, command }: ImageFacts): string[] {
  return start.program === undefined ? [...entrypoint, ...command] : [...start.program.command];
}

/** Limits hold; requests only say what the engine is to favour where there is not enough. */
function boundedBy({ resources }: StartRequest): Partial<Docker.HostConfig> {
  const { requests = {}, limits = {} } = resources ?? {};
  const memory = quantity(limits.memory);
  const reserved = quantity(requests.memory);
  const cpu = quantity(limits.cpu);
  const share = quantity(requests.cpu);
  return {
    ...(memory !== undefined && { Memory: memory, MemorySwap: memory }),
    ...(reserved !== undefined && { MemoryReservation: Math.min(reserved, memory ?? reserved) }),
    ...(cpu !== undefined && { NanoCpus: Math.round(cpu * 1e9) }),
    ...(share !== undefined && { CpuShares: Math.max(2, Math.round(share * 1024)) }),
  };
}
