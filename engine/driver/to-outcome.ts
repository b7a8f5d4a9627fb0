import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { outcome as outcomeOf, type StepOutcome, writeAtomic } from '@stepyard/contract';
import type { ArtifactEntry } from '@stepyard/contract/artifacts';
import type { Masker } from '@stepyard/contract/mask';
import { type OutContent, readOut } from '@stepyard/contract/out';
import type { CatalogEntry } from '../config/sources.ts';
import type { Outcome } from '../core/event.ts';
import type { AnnotationFact, PackFact, TaskProducts, TaskWait } from '../core/state.ts';
import type { Exit } from '../executors/executor.ts';
import { retriedOf } from './failure.ts';

/** Entries that the journal carries; the packs hold the whole list. */
const mostArtifacts = 500;
const mostAnnotations = 200;

/** Where a step does not say when it is to go on. */
const defaultWaitMs = 60_000;

export interface ExitOf {
  readonly exit: Exit;
  readonly entry: CatalogEntry | undefined;
  readonly listed: readonly string[];
  readonly stopped: 'timeout' | 'cancelled' | undefined;
  /** Knows the values that must not stand in the journal. */
  readonly masker: Masker;
  /** Where the state of a suspended step goes. */
  readonly statePath: string;
  readonly now: number;
}

/** Makes the outcome of a start from how it ended and what it left. */
export async function toOutcome(of: ExitOf): Promise<Outcome> {
  const { exit, entry, listed } = of;
  // It had suspended already when it was asked to stop: what it has started outside is undone by one more start.
  const undo = exit.result?.status === 'suspended' && exit.result.wait?.undo === true;
  const stopped = of.stopped === 'cancelled' && undo ? undefined : of.stopped;
  const declared = entry && { fields: entry.manifest.outputs, listed };
  const content = await readOut(exit.out, declared, { result: exit.result });
  const decided = outcomeOf(exit, {
    labelled: exit.foreign !== true,
    ...(stopped !== undefined && { stopped: stopped === 'timeout' ? 'timeout' : 'cancel' }),
  });
  if (decided.status === 'suspended') keepState(of.statePath, content.state, of.masker);
  const made: Outcome = {
    status: decided.status,
    ...(decided.failure !== undefined && { failure: decided.failure }),
    ...(decided.status === 'failed' && { retried: retriedFor(decided, exit, entry) }),
    ...(decided.status === 'suspended' && { wait: waitOf(decided, of.now) }),
    ...productsOf(content),
    node: exit.node,
    ...(exit.image !== undefined && { image: exit.image }),
  };
  return masked(made, of.masker);
}

/** What may not run twice is not started again because its machine was lost. */
function retriedFor({ failure }: StepOutcome, { cause }: Exit, entry: CatalogEntry | undefined) {
  const lost = cause === 'NODE_LOST' || cause === 'EVICTED';
  return lost && entry?.manifest.repeatable === false ? 'no' : retriedOf(failure?.code ?? '');
}

function waitOf({ wait }: StepOutcome, now: number): TaskWait {
  const until = Date.parse(wait?.until ?? '');
  return {
    until: Number.isNaN(until) ? now + defaultWaitMs : until,
    callback: wait?.callback === true,
    reason: wait?.reason ?? '',
    ...(wait?.undo === true && { undo: true }),
  };
}

function productsOf(content: OutContent): TaskProducts {
  const { outputs, summary, artifacts, result } = content;
  const told = content.annotations.slice(0, mostAnnotations);
  const problems = content.problems.map((message): AnnotationFact => ({ level: 'warning', message }));
  const annotations = [...told, ...problems];
  return {
    ...(Object.keys(outputs).length > 0 && { outputs }),
    ...(summary !== undefined && { summary }),
    ...(annotations.length > 0 && { annotations }),
    ...(result?.timings !== undefined && { timings: result.timings }),
    ...(artifacts.length > 0 && { artifacts: artifacts.slice(0, mostArtifacts), packs: packsOf(artifacts) }),
  };
}

function packsOf(artifacts: readonly ArtifactEntry[]): readonly PackFact[] {
  const packs = new Map<string, PackFact>();
  for (const { pack, size } of artifacts) {
    const { files, bytes } = packs.get(pack) ?? { files: 0, bytes: 0 };
    packs.set(pack, { pack, files: files + 1, bytes: bytes + size });
  }
  return [...packs.values()];
}

/** As it came, unless a secret stands in it. */
function keepState(path: string, state = 'null', masker: Masker): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeAtomic(path, maskJson(state, masker), { mode: 0o600, durable: true });
}

function maskJson(text: string, masker: Masker): string {
  try {
    const value: unknown = JSON.parse(text);
    const masked = JSON.stringify(maskValue(value, masker));
    return masked === JSON.stringify(value) ? text : masked;
  } catch {
    return masker.mask(text);
  }
}

/** Executors mask what a step leaves; this is the last gate before the journal. */
function masked(outcome: Outcome, masker: Masker): Outcome {
  const { status, retried, wait, ...told } = outcome;
  return {
    ...maskValue(told, masker),
    status,
    ...(retried !== undefined && { retried }),
    ...(wait !== undefined && { wait: { ...wait, reason: masker.mask(wait.reason) } }),
  };
}

function maskValue<T>(value: T, masker: Masker): T {
  const clean = (one: unknown): unknown => {
    if (typeof one === 'string') return masker.mask(one);
    if (Array.isArray(one)) return one.map(clean);
    if (typeof one !== 'object' || one === null) return one;
    const entries = Object.entries(one).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => [masker.mask(key), clean(inner)]));
  };
  // Texts become texts: the shape stays.
  return clean(value) as T;
}
