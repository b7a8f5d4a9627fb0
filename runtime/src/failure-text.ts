import { type Failure, failures, StepError } from '@stepyard/contract';

/** A step's failure, and what only its log shows. */
export interface Failed {
  readonly failure: Failure;
  /** Each problem by itself: the same as `failure` where there is only one. */
  readonly problems: readonly Pick<Failure, 'code' | 'message' | 'hint'>[];
  readonly stack: string | undefined;
}

/** The failure of any error; what is not a StepError is the template's own fault. */
export function failedBy(error: unknown): Failed {
  if (error instanceof StepError) {
    const stack = error.code === 'INTERNAL' ? error.stack : undefined;
    return { failure: error.failure, problems: [error.failure], stack };
  }
  const failure: Failure = {
    class: failures.INTERNAL.class,
    code: 'INTERNAL',
    message:
      error instanceof Error ? `${error.name}: ${error.message}` : `something was thrown: ${String(error)}`,
    hint: 'This is a fault of the template or its image; report it with the lines below.',
  };
  return { failure, problems: [failure], stack: error instanceof Error ? stackOf(error) : undefined };
}

/** Several problems as one failure. */
export function failedByAll(problems: Failed['problems']): Failed {
  const code = problems[0]?.code ?? 'INTERNAL';
  return {
    failure: {
      class: failures[code].class,
      code,
      message: problems.map(({ message }) => message).join(' '),
      hint: [...new Set(problems.map(({ hint }) => hint))].join(' '),
    },
    problems,
    stack: undefined,
  };
}

/** The lines that a log shows for a failure. */
export function failureText(name: string, { problems, stack }: Failed): string {
  const lines = problems.map(
    ({ code, message, hint }) => `${name}: ${code}: ${message}\n${indented(hint)}\n`,
  );
  return lines.join('') + (stack === undefined ? '' : `${indented(stack)}\n`);
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
