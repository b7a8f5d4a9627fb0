import type { Onlooker } from './follow.ts';

/** How a run is shown while it goes on. */
export interface Shown extends Onlooker {
  /** Gives the terminal to something else for as long as that takes. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /** The last lines of a task's log that nobody has seen whole. */
  lastLines(key: string): readonly string[];
  /** Takes back what is only for the time of the run. */
  end(): void;
}
