import { readFileSync } from 'node:fs';
import { StepError, type TaskFacts, variables } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { readEvent, type StepyardEvent } from '@stepyard/events';

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
  const task = readFact(env, variables.task);
  if (task !== undefined && !isTask(task))
    throw refusal(variables.task, 'must name the facts of a task of contract 1');
  return {
    event: eventOf(readFact(env, variables.event), task),
    task,
    state: readFact(env, variables.state),
  };
}

/** A platform has checked its events; one that is given by hand is looked at whole. */
function eventOf(value: unknown, task: TaskFacts | undefined): StepyardEvent | undefined {
  if (value === undefined || (task !== undefined && isEvent(value))) return value;
  const read = readEvent(value);
  if ('event' in read) return read.event;
  const { message, hint } = read.problem;
  throw new StepError('INPUT_INVALID', `\`${variables.event}\` must name an event: ${message}`, { hint });
}

function readFact(env: Env, variable: string): unknown {
  const path = env[variable];
  if (path === undefined || path === '') return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw refusal(
      variable,
      `must name a JSON file: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

function refusal(variable: string, rule: string): StepError {
  return new StepError('INPUT_INVALID', `\`${variable}\` ${rule}.`, {
    hint: 'The platform writes this file; by hand, leave the variable out or correct the file.',
  });
}

function isEvent(value: unknown): value is StepyardEvent {
  return (
    isRecord(value) &&
    value.specversion === '1.0' &&
    isRecord(value.data) &&
    Array.isArray(value.data.untrusted)
  );
}

function isTask(value: unknown): value is TaskFacts {
  if (!isRecord(value) || value.contract !== 1) return false;
  const texts = [value.project, value.pipeline, value.run, value.stage, value.task, value.name];
  const numbers = [value.attempt, value.start];
  return texts.every((text) => typeof text === 'string') && numbers.every(Number.isInteger);
}
