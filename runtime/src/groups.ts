import type { Running } from './launch.ts';

/** The process groups that the step started and that may still run. */
export interface Groups {
  readonly running: Set<Running>;
  /** Asks what runs to end, then ends it. */
  end(killAfterMs: number): Promise<void>;
  /** Ends what runs, now. */
  kill(): void;
}

const pollMs = 20;

export function createGroups(): Groups {
  const running = new Set<Running>();
  function alive(): Running[] {
    for (const one of running) if (!one.alive()) running.delete(one);
    return [...running];
  }
  function kill(): void {
    for (const one of running) one.signal('SIGKILL');
  }
  return {
    running,
    kill,
    async end(killAfterMs) {
      for (const one of alive()) one.signal('SIGTERM');
      const until = Date.now() + killAfterMs;
      while (alive().length > 0 && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      kill();
    },
  };
}
