import { join } from 'node:path';

/** Where things of one start of an attempt are, below the executor's directory. */
export interface AttemptPaths {
  readonly directory: string;
  /** Written before the attempt becomes visible; holds no secret. */
  readonly start: string;
  /** The step's process, written when it was spawned. */
  readonly process: string;
  /** Written once, when it ended. */
  readonly exit: string;
  readonly log: string;
  /** `STEPYARD_OUT` */
  readonly out: string;
  /** Event, task facts, state, and inputs too long for a variable. */
  readonly files: string;
}

export function attemptPaths(directory: string): AttemptPaths {
  return {
    directory,
    start: join(directory, 'start.json'),
    process: join(directory, 'process.json'),
    exit: join(directory, 'exit.json'),
    log: join(directory, 'log'),
    out: join(directory, 'out'),
    files: join(directory, 'files'),
  };
}

/** The attempts' common directory; names that start with a dot are not attempts. */
export function attemptsDirectory(root: string): string {
  return join(root, 'attempts');
}

export function pathsOf(root: string, name: string): AttemptPaths {
  assertAttemptName(name);
  return attemptPaths(join(attemptsDirectory(root), name));
}

/** @throws RangeError unless the name is a DNS label, so that it is one harmless path segment too. */
export function assertAttemptName(name: string): void {
  if (!isAttemptName(name)) {
    throw new RangeError(
      `The name of an attempt must be a DNS label of at most 63 characters, got ${JSON.stringify(name)}.`,
    );
  }
}

export function isAttemptName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}
