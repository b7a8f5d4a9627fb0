/** Places for attempts; who finds none waits in line. */
export interface Slots {
  /** Resolves with what gives the place back; with nothing once the signal has aborted. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
  /** Counts what runs already, also where there is no place for it. */
  count(): () => void;
}

/** A number of places that are given out in the order in which they are asked for. */
export function createSlots(count: number): Slots {
  const waiting: { readonly give: () => void }[] = [];
  let free = count;

  function giveBack(): void {
    free += 1;
    const next = free > 0 ? waiting.shift() : undefined;
    if (next === undefined) return;
    free -= 1;
    next.give();
  }

  function once(): () => void {
    let held = true;
    return () => {
      if (held) giveBack();
      held = false;
    };
  }

  return {
    count() {
      free -= 1;
      return once();
    },
    async take(signal) {
      if (signal.aborted) return undefined;
      if (free > 0) {
        free -= 1;
        return once();
      }
      return new Promise((resolve) => {
        const place = { give: () => settle(once()) };
        const settle = (given: (() => void) | undefined) => {
          signal.removeEventListener('abort', leave);
          resolve(given);
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(place), 1);
          settle(undefined);
        };
        waiting.push(place);
        signal.addEventListener('abort', leave);
      });
    },
  };
}
