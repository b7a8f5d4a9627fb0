import { readFileSync } from 'node:fs';
import { StepError, type TaskFacts, variables } from '@stepyard/contract';
import type { StepyardEvent } from '@stepyard/events';

/** What the platform tells a step in files. */
export interface Facts {
  readonly event: StepyardEvent | undefined;
  readonly task: TaskFacts | undefined;
  /** What `state.json` held when the step was suspended. */
  readonly state: unknown;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the files that `STEPYARD_EVENT`, `STEPYARD_TASK` and `STEPYARD_STATE` name. */
export function readFacts(env: Env): Facts {
  return {
    event: readFact(env, variables.event, isEvent, 'a CloudEvents 1.0 JSON file with the fields of an event'),
    task: readFact(env, variables.task, isTask, 'a JSON file with the facts of contract 1'),
    state: readFact(env, variables.state, isAnything, 'a JSON file'),
  };
}

function readFact<T>(
  env: Env,
  variable: string,
  is: (value: unknown) => value is T,
  rule: string,
): T | undefined {
  const path = env[variable];
  if (path === undefined || path === '') return undefined;
  const hint = 'The platform writes this file; by hand, leave the variable out or correct the file.';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StepError('INPUT_INVALID', `\`${variable}\` must name ${rule}: ${reason}.`, { hint, cause });
  }
  if (is(value)) return value;
  throw new StepError('INPUT_INVALID', `\`${variable}\` must name ${rule}, got ${JSON.stringify(path)}.`, {
    hint,
  });
}

function isEvent(value: unknown): value is StepyardEvent {
  if (!isRecord(value) || value.specversion !== '1.0' || !isRecord(value.data)) return false;
  const { kind, trust, untrusted } = value.data;
  return typeof kind === 'string' && typeof trust === 'string' && Array.isArray(untrusted);
}

function isTask(value: unknown): value is TaskFacts {
  if (!isRecord(value) || value.contract !== 1) return false;
  const texts = [value.project, value.pipeline, value.run, value.stage, value.task, value.name];
  const numbers = [value.attempt, value.start];
  return texts.every((text) => typeof text === 'string') && numbers.every(Number.isInteger);
}

function isAnything(_value: unknown): _value is unknown {
  return true;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
