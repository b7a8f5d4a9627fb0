import { isRecord } from '@stepyard/contract/json';
/** One start of the image, as a clause asks for it. */
export interface Trial {
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Files below `/step`, by path. */
  readonly files?: Readonly<Record<string, TrialFile>>;
  /** Hard links below `/step/out`: the name, and the file in it that it is a second name of. */
  readonly links?: Readonly<Record<string, string>>;
  /** Files of the workspace from an earlier trial or a folder. */
  readonly workspaceFiles?: ReadonlyMap<string, Uint8Array>;
  /** Where the workspace is mounted; default `/app`. */
  readonly workspace?: string;
  /** Sends SIGTERM when it has printed something, or a second after its start. */
  readonly stops?: true;
  /** Looks at its processes while it runs. */
  readonly watched?: true;
  /** As root, with a writable root directory. */
  readonly unrestricted?: true;
}

export interface TrialFile {
  readonly content: string | Uint8Array;
  /** Default 0444, owned by root; `own` gives it to the step. */
  readonly mode?: number;
  readonly own?: true;
}

/** How a trial ended. */
export interface Ended {
  readonly status: number;
  readonly log: string;
  /** It was still running when it was asked to stop. */
  readonly wasStopped: boolean;
  /** From the start of its first process to the end, by the engine's clock. */
  readonly tookMs: number;
  /** What is below `/step`, by path: `out/result.json`. */
  readonly step: ReadonlyMap<string, Uint8Array>;
  /** What is in the workspace. */
  readonly workspace: ReadonlyMap<string, Uint8Array>;
  /** What was written to `/dev/termination-log`; absent where the engine is not of this machine. */
  readonly termination: string | undefined;
  readonly processes: readonly SeenProcess[];
}

/** A process of the step, with its command line and environment as `ps e` shows them. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly text: string;
}

/** The user that every trial runs as: one that no image knows. */
export const stranger = { uid: 41_007, gid: 41_007 } as const;

/** `result.json` as it was written, unchecked. */
export function rawResult({ step }: Ended): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(step.get('out/result.json'));
  return isRecord(value) ? value : undefined;
}

/** What the failure in `result.json` says. */
export function rawFailure(ended: Ended): Readonly<Record<string, unknown>> {
  const failure = rawResult(ended)?.failure;
  return isRecord(failure) ? failure : {};
}

/** The same exit status and the same failure. */
export function sameEnd(one: Ended, other: Ended): boolean {
  return one.status === other.status && rawFailure(one).code === rawFailure(other).code;
}

export function jsonIn(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** How a trial ended, in a few words. */
export function told(ended: Ended): string {
  const { code, message } = rawFailure(ended);
  const why = typeof message === 'string' ? message : (ended.log.trim().split('\n').at(-1) ?? '');
  const text = why.length > 160 ? `${why.slice(0, 160)}…` : why;
  return `it ended with ${ended.status}${code === undefined ? '' : ` (${code})`}${text === '' ? '' : `: ${text}`}`;
}
