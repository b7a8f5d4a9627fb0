import { setTimeout as delay } from 'node:timers/promises';

/** No wait within a step is longer; a server that asks for more is tried again by the platform. */
const longestWaitMs = 60_000;

/** How long to wait before the next try; `undefined` where that is too long. */
export function backOff(tries: number, baseMs: number, retryAfter: string | undefined): number | undefined {
  const asked = retryAfter === undefined ? undefined : millisecondsOf(retryAfter);
  if (asked !== undefined) return asked <= longestWaitMs ? asked : undefined;
  const most = Math.min(baseMs * 2 ** (tries - 1), longestWaitMs);
  return most / 2 + (Math.random() * most) / 2;
}

export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}

/** `Retry-After`: seconds, or a date. */
function millisecondsOf(retryAfter: string): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
