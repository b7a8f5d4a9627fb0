import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createHttp } from '@stepyard/contract/http';
import autocannon from 'autocannon';
import { putLoad } from '../../templates/hitchhiker/load.ts';
import { type BenchReport, type BenchRow, sampleOf } from './report.ts';

const rate = 400;
const seconds = 8;
const rounds = 5;
const measures = ['p50', 'p90', 'p99', 'p999'] as const;
const peerNames = { p50: 'p50', p90: 'p90', p99: 'p99', p999: 'p99_9' } as const;

/** The latencies that a load shows of one server, beside those that autocannon shows of it in the same run. */
export async function bench(): Promise<BenchReport> {
  const steady = await both('steady');
  const stalling = await both('stalling');
  return {
    name: 'hitchhiker',
    rows: [
      ...rowsOf('answers in 5 ms', steady, '≤ 10 ms more'),
      ...rowsOf('stands still 0.5 s of every 4 s', stalling, 'no figure of its own'),
    ],
    notes: [
      `${rate} requests per second for ${seconds} s, ${rounds} rounds each in turn, one server process on the same machine.`,
      'Ours starts each request when its time has come and counts from then. autocannon (`overallRate`, 40 connections) waits for an answer before it sends the next on a connection, so that a stall is a few slow requests to it.',
      'A goal holds for the steady server alone: there both must see the same.',
    ],
  };
}

type Figures = Record<(typeof measures)[number], number[]>;

async function both(kind: string): Promise<{ ours: Figures; peer: Figures }> {
  const server = fork(join(import.meta.dirname, 'hitchhiker-server/main.ts'), [kind]);
  const [port]: number[] = await once(server, 'message');
  const url = `http://127.0.0.1:${port}/`;
  const ours: Figures = { p50: [], p90: [], p99: [], p999: [] };
  const peer: Figures = { p50: [], p90: [], p99: [], p999: [] };
  for (let round = 0; round < rounds; round++) {
    const load = await ourLoad(url);
    const { latency } = await autocannon({ url, connections: 40, overallRate: rate, duration: seconds });
    for (const name of measures) {
      ours[name].push(load[name]);
      peer[name].push(latency[peerNames[name]]);
    }
    console.error(`${kind} ${round + 1}/${rounds}: p99 ${load.p99} and ${latency.p99} ms`);
  }
  server.kill();
  return { ours, peer };
}

async function ourLoad(url: string) {
  const http = createHttp({ proxy: false });
  const request = { name: 'get', method: 'GET', url, headers: {}, body: undefined, once: false };
  const result = await putLoad([request], {
    rate,
    durationMs: seconds * 1000,
    warmUpMs: 500,
    timeoutMs: 10_000,
    mostOpen: 1000,
    signal: new AbortController().signal,
    agentFor: (target) => http.agentFor(target),
  });
  http.close();
  return result;
}

function rowsOf(what: string, { ours, peer }: { ours: Figures; peer: Figures }, goal: string): BenchRow[] {
  return measures.map((name) => {
    const [own, other] = [sampleOf(ours[name]), sampleOf(peer[name])];
    const steady = goal.startsWith('≤');
    return {
      what: `${name}, server ${what}`,
      ours: own.median,
      oursMin: own.min,
      peer: other.median,
      peerMin: other.min,
      peerName: 'autocannon',
      unit: 'ms',
      ratio: own.median / other.median,
      goal,
      met: !steady || own.median <= other.median + 10,
    };
  });
}
