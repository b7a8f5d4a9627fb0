import { type Failure, type FailureCode, failures } from './failure.ts';

export interface StepErrorOptions {
  /** What to do about it; printed as the second line. */
  readonly hint: string;
  readonly cause?: unknown;
}

/** The one error that step code throws; `run` prints it and turns it into an exit status. */
export class StepError extends Error {
  readonly code: FailureCode;
  readonly hint: string;

  constructor(code: FailureCode, message: string, options: StepErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StepError';
    this.code = code;
    this.hint = options.hint;
  }

  /** The failure as `result.json` carries it. */
  get failure(): Failure {
    return { class: failures[this.code].class, code: this.code, message: this.message, hint: this.hint };
  }
}
