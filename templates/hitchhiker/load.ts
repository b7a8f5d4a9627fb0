import type { Agent } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createLatencies, type LatencySummary } from './latencies.ts';
import { type Clock, keepPace, realClock } from './pace.ts';
import type { Sent } from './sent.ts';

export interface Load {
  readonly rate: number;
  readonly durationMs: number;
  readonly warmUpMs: number;
  readonly timeoutMs: number;
  readonly mostOpen: number;
  readonly signal: AbortSignal;
  agentFor(url: string): Promise<Agent>;
  /** Told about once a second. */
  onProgress?(fraction: number): void;
}

export interface LoadResult extends Omit<LatencySummary, 'count'> {
  /** Those that count: made, or left out because too many were open. */
  readonly requests: number;
  /** Whole answers in a second. */
  readonly rate: number;
  /** Percent that got no answer in time, a status from 400 on, or were not made. */
  readonly errors: number;
  /** How many of each kind: `status 503`, `ECONNRESET`. */
  readonly failures: ReadonlyMap<string, number>;
}

/** Makes the requests in turn at a constant rate; latencies run from when each was meant to start. */
export async function putLoad(
  sent: readonly Sent[],
  load: Load,
  clock: Clock = realClock,
): Promise<LoadResult> {
  const warm = Math.floor((load.rate * load.warmUpMs) / 1000);
  const counted = Math.max(1, Math.floor((load.rate * load.durationMs) / 1000));
  const senders = await Promise.all(
    sent.map(async (one) => senderOf(one, await load.agentFor(one.url), load)),
  );
  const latencies = createLatencies();
  const failures = new Map<string, number>();
  const open = new Set<Promise<void>>();
  let [answered, toldAt, begun, ended] = [0, clock.now(), 0, 0];
  await keepPace(
    { rate: load.rate, count: warm + counted, signal: load.signal },
    clock,
    (index, intended) => {
      const counts = index >= warm;
      if (index === warm) begun = intended;
      if (clock.now() - toldAt >= 1_000) {
        toldAt = clock.now();
        load.onProgress?.(index / (warm + counted));
      }
      const failed = (kind: string) => counts && failures.set(kind, (failures.get(kind) ?? 0) + 1);
      if (open.size >= load.mostOpen) return void failed('not made');
      const going = senders[index % senders.length]?.().then(
        (status) => {
          if (!counts) return;
          answered += 1;
          ended = clock.now();
          latencies.add(ended - intended);
          if (status >= 400) failed(`status ${status}`);
        },
        (error: unknown) => {
          const kind = codeOf(error);
          failed(kind);
          // It took that long at least; without it a server that hangs would look fast.
          if (counts && kind === 'timeout') latencies.add(clock.now() - intended);
        },
      );
      if (going === undefined) return;
      open.add(going);
      void going.then(() => open.delete(going));
    },
  );
  await Promise.all(open);
  load.signal.throwIfAborted();
  const { count: _, ...summary } = latencies.summary();
  const wrong = [...failures.values()].reduce((sum, one) => sum + one, 0);
  const seconds = Math.max(ended - begun, load.durationMs) / 1000;
  return {
    ...summary,
    requests: counted,
    rate: rounded(answered / seconds),
    errors: rounded((wrong / counted) * 100),
    failures,
  };
}

/** Sends one request and gives its status once the whole answer is here. */
function senderOf(sent: Sent, agent: Agent, { timeoutMs, signal }: Load): () => Promise<number> {
  const url = new URL(sent.url);
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  const body = sent.body === undefined ? undefined : Buffer.from(sent.body);
  const headers = { ...sent.headers, ...(body !== undefined && { 'content-length': body.length }) };
  return () =>
    new Promise((resolve, reject) => {
      const request = open(url, { method: sent.method, headers, agent, signal }, (answer) => {
        answer.on('error', reject);
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.resume();
      });
      const late = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
      request.on('error', reject);
      request.on('close', () => clearTimeout(late));
      request.end(body);
    });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message === 'timeout' ? 'timeout' : 'error';
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
