import type { Scheduler } from '@stepyard/engine';
import { note } from '../output.ts';

/** Two signals at once are one wish: a terminal tells every process of its group, and a package runner passes it on. */
const togetherMs = 500;

/** Cancels a run on an interrupt; a second one stops its finally tasks too. */
export interface Interrupt {
  /** Whom to ask; nobody for a while when the scheduler changes. */
  scheduler: Scheduler | undefined;
  /** Signals are for somebody else for as long as that takes. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  end(): void;
}

export function cancelOnInterrupt(run: string): Interrupt {
  let asked = 0;
  let last = Number.NEGATIVE_INFINITY;
  let away = 0;
  const interrupt: Interrupt = {
    get scheduler() {
      return scheduler;
    },
    set scheduler(next) {
      scheduler = next;
      if (asked > 0) void cancel();
    },
    async aside(work) {
      away += 1;
      try {
        return await work();
      } finally {
        away -= 1;
      }
    },
    end: () => void process.off('SIGINT', heed).off('SIGTERM', heed),
  };
  let scheduler: Scheduler | undefined;

  function heed(): void {
    if (away > 0 || performance.now() - last < togetherMs) return;
    last = performance.now();
    asked += 1;
    note(
      asked === 1 ? `Stopping ${run}; once more stops its finally tasks too.` : `Stopping ${run} at once.`,
    );
    void cancel();
  }

  async function cancel(): Promise<void> {
    await scheduler?.cancel(run, { force: asked > 1 }).catch((error: unknown) => {
      note(`${run} cannot be stopped: ${error instanceof Error ? error.message : error}`);
    });
  }

  // A closed terminal cancels nothing: the tasks go on, and so does `--resume`.
  process.on('SIGINT', heed).on('SIGTERM', heed);
  return interrupt;
}
