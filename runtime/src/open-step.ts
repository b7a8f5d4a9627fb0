import { relative } from 'node:path';
import {
  type ArtifactPattern,
  cacheVariable,
  type ResultWait,
  StepError,
  type TaskFacts,
} from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import type { StepyardEvent } from '@stepyard/events';
import { openTaskStore } from './artifact-store.ts';
import { createClaim } from './claim.ts';
import type { Control } from './control.ts';
import { createExec } from './exec.ts';
import type { Groups } from './groups.ts';
import type { Launch } from './launch.ts';
import { createLog, type LogSink } from './log.ts';
import { readNetwork } from './network.ts';
import type { Reports } from './reports.ts';
import type { Step, StepEnding } from './step.ts';
import type { Temporaries } from './temporary.ts';
import { waitFor } from './wait.ts';
import { pathInWorkspace } from './workspace.ts';

/** All that a step is made of. */
export interface StepParts<Inputs> {
  readonly inputs: Inputs;
  readonly event: StepyardEvent | undefined;
  readonly task: TaskFacts | undefined;
  /** What an earlier start of the attempt left in `state.json`. */
  readonly state: unknown;
  /** Real path. */
  readonly workspace: string;
  /** Where tools run and paths start: the workspace, or the task's `workdir` below it. */
  readonly directory: string;
  /** Of the step itself, without secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of the declared caches. */
  readonly caches: readonly string[];
  readonly masker: Masker;
  readonly log: LogSink;
  readonly launch: Launch;
  readonly control: Control;
  readonly groups: Groups;
  readonly temporaries: Temporaries;
  readonly reports: Reports;
  /** Writes `state.json` and ends the step as suspended. */
  suspend(wait: ResultWait, state: unknown): void;
}

export type Cleanup = (ending: StepEnding, signal: AbortSignal) => void | Promise<void>;

/** What happened in a step besides its outputs. */
export interface StepRecord {
  readonly cleanups: Cleanup[];
  /** What the work made to be kept, besides what the task asks for. */
  readonly kept: ArtifactPattern[];
  warned: boolean;
  /** Waits that have begun, by reason. */
  readonly reached: Set<string>;
  /** Waits that are being undone. */
  readonly undoing: Promise<unknown>[];
  /** The work is over: tools run for clean-ups now. */
  ending: boolean;
}

export function openStep<Inputs>(parts: StepParts<Inputs>): { step: Step<Inputs>; record: StepRecord } {
  const { control, masker, temporaries, workspace, reports, env, task } = parts;
  const record: StepRecord = {
    cleanups: [],
    kept: [],
    warned: false,
    reached: new Set(),
    undoing: [],
    ending: false,
  };
  const log = createLog(parts.log, masker);
  const step: Step<Inputs> = {
    inputs: parts.inputs,
    event: parts.event,
    task,
    workspace,
    directory: parts.directory,
    cancelled: task?.cancelled === true,
    get signal() {
      return control.signal;
    },
    log,
    get network() {
      return readNetwork(env);
    },
    exec: createExec({
      ...parts,
      authored: task?.env ?? [],
      home: () => temporaries.named('home'),
      signal: () => (record.ending ? control.endSignal : control.signal),
      killAfterMs: control.killAfterMs,
    }),
    path: (input, value) => pathInWorkspace(parts, input, value),
    cache: (name) => cacheDirectory(parts, name),
    cacheBase: (name) => env[`${cacheVariable(name)}_BASE`] || undefined,
    artifactStore: () => openTaskStore({ task, env, mask: (secret) => void masker.add(secret) }),
    temporary: () => temporaries.create(),
    mask: (value) => void masker.add(value),
    masked: masker.mask,
    status: reports.status,
    progress: reports.progress,
    summary: reports.summary,
    annotate: reports.annotate,
    metric: reports.metric,
    warn(text) {
      record.warned = true;
      log.warn(text);
      reports.annotate({ level: 'warning', message: text });
    },
    keep(path, type = 'file') {
      record.kept.push({ path: exactPattern(relative(workspace, path)), type, when: 'always' });
    },
    onEnd: (cleanup) => void record.cleanups.push(cleanup),
    claim: createClaim(task, env, (secret) => void masker.add(secret)),
    waitFor(wait) {
      const reached = (reason: string) => void record.reached.add(reason);
      const done = waitFor(wait, { ...parts, signal: control.signal, onEnd: step.onEnd, reached });
      if (task?.cancelled === true) record.undoing.push(done.catch(() => {}));
      return done;
    },
  };
  return { step, record };
}

/** A pattern that means this one path. */
function exactPattern(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
}

async function cacheDirectory(parts: StepParts<unknown>, name: string): Promise<string> {
  if (!parts.caches.includes(name)) {
    throw new StepError('INTERNAL', `\`${name}\` is not a cache that the template declares.`, {
      hint: 'This is a fault of the template; report it.',
    });
  }
  const directory = parts.env[cacheVariable(name)];
  if (directory === undefined || directory === '') return await parts.temporaries.named(`cache ${name}`);
  const { mkdir } = await import('node:fs/promises');
  await mkdir(directory, { recursive: true });
  return directory;
}
