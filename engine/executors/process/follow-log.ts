import type { LogChunk } from '../executor.ts';
import { pathsOf } from './attempt-directory.ts';
import { readLog } from './read-log.ts';
import { linkOf, pollMs, settled } from './settled.ts';
import type { Supervisors } from './supervisors.ts';

/** The log of an attempt from an offset to its end; the supervisor says when there is more. */
export async function* followLog(
  root: string,
  supervisors: Supervisors,
  name: string,
  offset: number,
): AsyncGenerator<LogChunk> {
  const paths = pathsOf(root, name);
  let ended = false;
  let changed = false;
  let wake = (): void => {};
  let poll: NodeJS.Timeout | undefined;
  function notice(): void {
    changed = true;
    wake();
  }

  const link = await linkOf(paths, supervisors, name);
  if (typeof link === 'string') poll = setInterval(notice, pollMs);
  else link.call({ do: 'follow', name }, notice).then(notice, notice);
  settled(root, supervisors, name)
    .catch(() => {})
    .finally(() => {
      ended = true;
      notice();
    });
  try {
    yield* readLog(paths.log, offset, async () => {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      changed = false;
      return ended;
    });
  } finally {
    clearInterval(poll);
  }
}
