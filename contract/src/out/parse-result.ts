import { failures } from '../failure.ts';
import { isRecord } from '../json.ts';
import type { Result } from '../result.ts';
import { type Parsed, readJson, schemaProblems } from './read-json.ts';
import { resultSchema } from './schemas.ts';
import { cutText, longestMessage } from './text.ts';

const longestReason = 1_000;

/**
 * Reads the text of a `result.json`. One that breaks a rule is none at all: the exit status then says how the
 * step ended. The class of a failure is the one of its code, whatever the file says.
 */
export function parseResult(text: string): Parsed<Result> {
  const { value, problems } = readJson('result.json', text);
  if (problems.length > 0) return { problems };
  const wrong = [...schemaProblems('result.json', value, resultSchema), ...ruleProblems(value)];
  if (!isResult(value, wrong)) return { problems: wrong };
  const { contract, template, status, outputs, failure, wait, startedAt, finishedAt, timings } = value;
  return {
    value: {
      contract,
      status,
      startedAt,
      finishedAt,
      ...(template !== undefined && { template }),
      ...(outputs !== undefined && { outputs }),
      ...(failure !== undefined && isFailure(status) && { failure: boundedFailure(failure) }),
      ...(wait !== undefined &&
        status === 'suspended' && {
          wait: {
            until: wait.until,
            reason: cutText(wait.reason, longestReason),
            ...(wait.callback && { callback: true }),
            ...(wait.undo && { undo: true }),
          },
        }),
      ...(timings !== undefined && { timings }),
    },
    problems: [],
  };
}

/** What the schema does not say: that there is such a time, and what a status must come with. */
function ruleProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  const { status, startedAt, finishedAt, wait } = value;
  const times = { startedAt, finishedAt, 'wait.until': isRecord(wait) ? wait.until : undefined };
  const needed = status === 'suspended' ? 'wait' : isFailure(status) ? 'failure' : undefined;
  return [
    ...Object.entries(times)
      .filter(([, time]) => typeof time === 'string' && Number.isNaN(Date.parse(time)))
      .map(([place]) => `result.json: \`${place}\`: There is no such time.`),
    ...(needed === undefined || value[needed] !== undefined
      ? []
      : [`result.json: \`${needed}\`: Must be there where the status is ${JSON.stringify(status)}.`]),
  ];
}

function isFailure(status: unknown): boolean {
  return status === 'failed' || status === 'aborted';
}

function isResult(_value: unknown, problems: readonly string[]): _value is Result {
  return problems.length === 0;
}

function boundedFailure({
  code,
  message,
  hint,
}: NonNullable<Result['failure']>): NonNullable<Result['failure']> {
  return {
    class: failures[code].class,
    code,
    message: cutText(message, longestMessage),
    hint: cutText(hint, longestMessage),
  };
}
