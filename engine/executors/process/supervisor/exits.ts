import type { ExitRecord } from '../records.ts';

/** How attempts ended, in memory: what stands in files a step can change. */
export interface Exits {
  keep(name: string, exit: ExitRecord): void;
  of(name: string): ExitRecord | undefined;
  forget(name: string): void;
}

/** So many characters of results are kept, and so many ends at most; the oldest go first. */
const mostText = 32 * 2 ** 20;
const mostEnds = 20_000;

export function createExits(): Exits {
  const exits = new Map<string, ExitRecord>();
  let text = 0;

  function forget(name: string): void {
    text -= exits.get(name)?.result?.length ?? 0;
    exits.delete(name);
  }

  return {
    of: (name) => exits.get(name),
    forget,
    keep(name, exit) {
      forget(name);
      exits.set(name, exit);
      text += exit.result?.length ?? 0;
      for (const [oldest] of exits) {
        if (exits.size <= mostEnds && text <= mostText) return;
        forget(oldest);
      }
    },
  };
}
