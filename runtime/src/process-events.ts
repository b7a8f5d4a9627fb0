import { StepError } from '@stepyard/contract';
import { cancelled } from './control.ts';

export interface ProcessHandlers {
  /** Asked to stop, or an error that nobody caught. */
  stop(reason: unknown): void;
  /** Asked a second time. */
  force(reason: unknown): void;
  /** The process is ending, for whatever reason; must not wait. */
  exit(reason: unknown): void;
}

/** Watches for all that may end the process before the work has ended. */
export function watchProcess(handlers: ProcessHandlers): void {
  let asked = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) handlers.force(cancelled(signal));
      asked = true;
      handlers.stop(cancelled(signal));
    });
  }
  process.on('uncaughtException', handlers.stop);
  process.on('unhandledRejection', handlers.stop);
  process.on('beforeExit', () => handlers.exit(endedBefore('nothing was left to wait for')));
  process.on('exit', (status) =>
    handlers.exit(endedBefore(`the process ended by itself, with status ${status}`)),
  );
}

function endedBefore(how: string): StepError {
  return new StepError('INTERNAL', `the work did not end: ${how}.`, {
    hint: 'This is a fault of the template; report it.',
  });
}
