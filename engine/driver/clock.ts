import type { Clock } from './scheduler.ts';

/** Node takes no longer delay for a timer: about 24 days. */
const longestDelay = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(time, call) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delay = time - Date.now();
      timer = delay > longestDelay ? setTimeout(arm, longestDelay) : setTimeout(call, Math.max(0, delay));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
