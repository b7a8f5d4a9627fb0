/** What ends the command: printed as one sentence and one hint, without a stack. */
export interface CommandError extends Error {
  readonly hint: string;
  /** Exit status. */
  readonly status: number;
}

/** Makes the error; 2 stands for what the author can mend in the command line or a file. */
export function commandError(message: string, hint: string, status = 2): CommandError {
  return Object.assign(new Error(message), { hint, status });
}

/** How the command ends for an error of any part of it. */
export interface Ending {
  readonly text: string;
  readonly status: number;
}

/** An error that says what to do is the user's business; any other is ours. */
export function endingOf(error: unknown): Ending {
  if (!(error instanceof Error)) return { text: `INTERNAL: ${String(error)}`, status: 70 };
  const facts = new Map<string, unknown>(Object.entries(error));
  const hint = facts.get('hint') ?? hintOf(facts.get('failure'));
  const status = facts.get('status');
  if (typeof hint !== 'string') return { text: `INTERNAL: ${error.stack ?? error.message}`, status: 70 };
  const own = typeof status === 'number' ? status : facts.get('code') === 'CONFIG_REFUSED' ? 2 : 1;
  return { text: `${error.message}\n  ${hint}`, status: own };
}

/** Why a task cannot be started stands in what the scheduler throws. */
function hintOf(failure: unknown): unknown {
  return typeof failure === 'object' && failure !== null && 'hint' in failure ? failure.hint : undefined;
}
