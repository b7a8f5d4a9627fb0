import type { StepyardEvent } from '@stepyard/events';
import type { CreatedEvent, RunEvent } from '../core/event.ts';
import type { RunFilter, RunSummary } from './summary.ts';

/** What a run was submitted with, besides its plan. Paths and names only: no secret. */
export interface SubmissionFacts {
  readonly request: string;
  readonly executor: string;
  readonly secretsFile?: string;
  readonly configFile?: string;
  /** Where its artifacts are kept, if not in the data directory. */
  readonly artifactStore?: string;
  readonly event?: StepyardEvent;
  /** The run whose workspace this one begins with. */
  readonly workspaceOf?: string;
}

/** The first record of a run. */
export interface CreatedRecord extends CreatedEvent {
  readonly submission: SubmissionFacts;
}

/** What the journal of a run is a list of. */
export type RunRecord = CreatedRecord | Exclude<RunEvent, CreatedEvent>;

export interface RunNumber {
  readonly run: string;
  readonly number: number;
  /** The request had been given this number before. */
  readonly known: boolean;
}

/** A run whose journal is not what was written; it is left alone. */
export interface LostRun {
  readonly run: string;
  readonly problem: string;
}

export interface Recovery {
  readonly lost: readonly LostRun[];
  /** Unfinished writes that were cut off, one sentence each. */
  readonly notes: readonly string[];
}

/** Bytes of a log; `offset` is where they begin. */
export interface StoredChunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface LogPlace {
  readonly run: string;
  /** Key of the task. */
  readonly task: string;
  readonly attempt: number;
}

export interface LogRange {
  /** Byte to begin with, or the line (0-based). */
  readonly offset?: number;
  readonly line?: number;
  /** How many lines. */
  readonly lines?: number;
  /** Go on until this says that nothing more comes. */
  readonly follow?: () => boolean | Promise<boolean>;
}

export interface LogWriter {
  /** Bytes that the log has. */
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What happens to an artifact after its run: kept beside the journal, since anyone may count a download. */
export interface ArtifactUse {
  readonly downloads: number;
  readonly removed: boolean;
}

/** What readers may ask, also while another process holds the store. */
export interface StoreReader {
  /** Newest first. */
  list(filter: RunFilter): Promise<readonly RunSummary[]>;
  read(run: string): Promise<readonly RunRecord[] | undefined>;
  /** The records of a run as they come, from its first; ends when `over` says so. */
  follow(run: string, over: (record: RunRecord) => boolean, signal?: AbortSignal): AsyncIterable<RunRecord>;
  readLog(place: LogPlace, range: LogRange): AsyncIterable<StoredChunk>;
  /** By artifact name. */
  artifactUses(run: string): Promise<ReadonlyMap<string, ArtifactUse>>;
  noteArtifacts(run: string, artifacts: readonly string[], use: 'downloaded' | 'removed'): Promise<void>;
  close(): Promise<void>;
}

/** Where runs are kept. One process holds it at a time. */
export interface Store extends StoreReader {
  /** The next number of a pipeline, durable; the same request is always given the same. */
  number(of: {
    readonly project: string;
    readonly pipeline: string;
    readonly request: string;
  }): Promise<RunNumber>;
  /** Adds a record to a run's journal; resolves when it is durable. */
  append(run: string, record: RunRecord): Promise<void>;
  /** Shows the run in lists as it is now. */
  show(summary: RunSummary): void;
  /** The run has ended and is shown so: it is not recovered any more. */
  finish(run: string): Promise<void>;
  /** Hands over all runs that have not finished, oldest first: for each of them, what takes its records. */
  recover(begin: (run: string) => (record: RunRecord) => void): Promise<Recovery>;
  remove(run: string): Promise<void>;
  openLog(place: LogPlace): Promise<LogWriter>;
}
