import { findHolder, type Holder, isLeaseHeld } from '../store/lease.ts';
import { connectScheduler } from './connect-scheduler.ts';
import { openScheduler } from './open-scheduler.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';

/** A scheduler, and who runs it: this process where `holder` is absent. */
export interface AttachedScheduler {
  readonly scheduler: Scheduler;
  readonly holder?: Holder;
}

/** The scheduler of a data directory: the one that runs, or one of our own where none does. */
export async function attachScheduler(options: SchedulerOptions): Promise<AttachedScheduler> {
  try {
    return { scheduler: await openScheduler(options) };
  } catch (error) {
    if (!isLeaseHeld(error)) throw error;
    const holder = error.holder ?? (await findHolder(options.dataDir));
    if (holder === undefined) throw error;
    for (const executor of options.executors) await executor.close();
    return { scheduler: connectScheduler(options), holder };
  }
}
