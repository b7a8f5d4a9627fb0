import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Crashed, crashExecutor } from './executors.ts';

export interface CampaignOptions {
  /** How often a scheduler is killed. */
  readonly kills: number;
  /** The same seed kills at the same points. */
  readonly seed: number;
  /** Where the tasks run; default: processes. */
  readonly executor?: Crashed;
  /** Rounds at the same time. */
  readonly parallel: number;
  /** Writes to a journal that the points are spread over; default: those of a round without a kill, which differ by a few. */
  readonly writes?: number | undefined;
  readonly tell?: (line: string) => void;
}

export interface CampaignResult {
  readonly kills: number;
  /** What was lost, doubled, stuck or otherwise not as without a kill, one sentence each. */
  readonly problems: readonly string[];
  /** Milliseconds until a killed scheduler's successor had recovered. */
  readonly recoveries: readonly number[];
  /** Starts of attempts in the ledgers of all rounds. */
  readonly starts: number;
  /** What the points were spread over. */
  readonly writes: number;
  /** Runs of the pipeline, the one without a kill included. */
  readonly rounds: number;
}

/** Kills schedulers at points spread over the journal and compares each run with the one that was not killed. */
export async function crashCampaign({
  kills,
  seed,
  parallel,
  executor = 'process',
  writes,
  tell = () => {},
}: CampaignOptions): Promise<CampaignResult> {
  const calm = await playRound(executor, []);
  const spread = writes ?? calm.syncs;
  const problems = [...calm.problems];
  const recoveries: number[] = [];
  let done = 0;
  let starts = 0;
  let played = 1;
  const random = randomFrom(seed);
  // More than are needed: the last writes of a journal may share one, and then there is nobody left to kill.
  const inRound = executor === 'docker' ? killsInRound : 1;
  const count = Math.ceil((kills * 1.3) / inRound) + 1;
  const planned = Array.from({ length: count }, (_, index) =>
    inRound > 1 ? chainOf(index, count, spread, random) : pointsOf(index, count, spread, random),
  );
  // In any order: a campaign is over at so many kills, and would never come to the end of the journal.
  const rounds = planned
    .map((points) => ({ points, at: random() }))
    .toSorted((one, other) => one.at - other.at);

  async function work(): Promise<void> {
    for (let next = rounds.shift(); next !== undefined && done < kills; next = rounds.shift()) {
      const { points } = next;
      const round = await playRound(executor, points);
      done += round.kills;
      played += 1;
      starts += round.starts;
      recoveries.push(...round.recoveries);
      const place = `seed ${seed}, killed at ${points.map((point) => point.join(' ')).join(', then ')}`;
      for (const problem of round.problems) problems.push(`${place}: ${problem}`);
      if (round.end !== calm.end) problems.push(`${place}: it ended as ${round.end} instead of ${calm.end}`);
      tell(`${done} of ${kills}: ${place}: ${round.problems.length === 0 ? 'as without a kill' : 'WRONG'}`);
    }
  }
  await Promise.all(Array.from({ length: parallel }, work));
  return { kills: done, problems, recoveries, starts, writes: spread, rounds: played };
}

/** At which write to a journal, at which moment of it, and how many milliseconds later. */
type Point = readonly [sync: number, moment: 'before' | 'during' | 'after' | 'later', milliseconds: number];

/** One point in its own part of the journal; every third round the successor is killed as well. */
function pointsOf(index: number, count: number, syncs: number, random: () => number): readonly Point[] {
  const moments = ['before', 'during', 'after', 'later'] as const;
  const spread = Math.floor(((index + random()) / count) * syncs);
  const first: Point = [1 + spread, moments[index % 4] ?? 'after', Math.floor(random() * 40)];
  if (index % 3 !== 0) return [first];
  return [
    first,
    [1 + Math.floor(random() * 12), moments[Math.floor(random() * 4)] ?? 'after', Math.floor(random() * 40)],
  ];
}

/** Where a round takes long its scheduler is killed again and again on the way. */
const killsInRound = 4;
/** Such an executor is at work for this long after a write. */
const laterMs = 400;

/** A point in each part of the journal, counted from the one before. */
function chainOf(index: number, count: number, syncs: number, random: () => number): readonly Point[] {
  const moments = ['before', 'during', 'after', 'later'] as const;
  let before = 0;
  return Array.from({ length: killsInRound }, (_, part): Point => {
    const at = ((part + (index + random()) / count) / killsInRound) * syncs;
    const sync = Math.max(1, Math.floor(at - before));
    before = at;
    return [sync, moments[(index + part) % 4] ?? 'after', Math.floor(random() * laterMs)];
  });
}

interface Round {
  readonly end: string;
  readonly syncs: number;
  readonly kills: number;
  readonly starts: number;
  readonly recoveries: readonly number[];
  readonly problems: readonly string[];
}

const stuckMs = { process: 120_000, docker: 300_000 } as const;

async function playRound(executor: Crashed, points: readonly Point[]): Promise<Round> {
  const directory = await mkdtemp(join(tmpdir(), 'stepyard-crash-'));
  try {
    let kills = 0;
    for (const point of points)
      kills += (await runScheduler(directory, executor, point)) === 'killed' ? 1 : 0;
    const last = await runScheduler(directory, executor);
    if (typeof last === 'string') {
      return {
        end: last,
        syncs: 0,
        kills,
        starts: 0,
        recoveries: [],
        problems: [`the successor was ${last}`],
      };
    }
    const read = await crashExecutor(executor, directory)
      .read()
      .catch((error: unknown) => ({ problem: `the ledger cannot be read: ${error}` }));
    const { problems, starts } = checkLedger(last, typeof read === 'string' ? read : '');
    if (typeof read !== 'string') problems.push(read.problem);
    if (last.runs !== 1) problems.push(`there are ${last.runs} runs instead of 1`);
    const end = JSON.stringify([last.run, last.tasks]);
    return { end, syncs: last.syncs, kills, starts, recoveries: kills > 0 ? [last.recovery] : [], problems };
  } finally {
    await removeSoon(directory);
  }
}

interface Ended {
  readonly run: string;
  readonly runs: number;
  readonly syncs: number;
  readonly recovery: number;
  readonly tasks: readonly (readonly [string, string, readonly (readonly [number, number, string])[]])[];
}

async function runScheduler(
  directory: string,
  executor: Crashed,
  point?: Point,
): Promise<Ended | 'killed' | 'stuck' | string> {
  const program = join(import.meta.dirname, 'scheduler.ts');
  await mkdir(directory, { recursive: true });
  const child = spawn(process.execPath, [program, directory, executor, ...(point ?? []).map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  let stuck = false;
  const timer = setTimeout(() => {
    stuck = true;
    child.kill('SIGKILL');
  }, stuckMs[executor]);
  const [status] = await once(child, 'close');
  clearTimeout(timer);
  if (stuck) return 'stuck';
  if (out !== '') return JSON.parse(out);
  return status === null && err === '' ? 'killed' : `ended with ${status}: ${err}`;
}

/** Every start stands in the ledger exactly once, with its end; and no start stands there that the run knows not of. */
function checkLedger({ tasks }: Ended, ledger: string): { problems: string[]; starts: number } {
  const counts = new Map<string, number>();
  for (const line of ledger.split('\n')) if (line !== '') counts.set(line, (counts.get(line) ?? 0) + 1);
  const problems: string[] = [];
  let starts = 0;
  for (const [key, , attempts] of tasks) {
    for (const [attempt, count] of attempts) {
      for (let start = 1; start <= count; start += 1) {
        const name = `crash-1-${key}-${attempt}${start > 1 ? `-s${start}` : ''}`;
        starts += 1;
        for (const word of ['begin', 'end']) {
          const times = counts.get(`${word} ${name}`) ?? 0;
          if (times !== 1) problems.push(`"${word} ${name}" stands ${times} times in the ledger`);
          counts.delete(`${word} ${name}`);
        }
      }
    }
  }
  for (const line of counts.keys()) problems.push(`"${line}" stands in the ledger, but not in the run`);
  return { problems, starts };
}

/** The executor's supervisor goes a moment after its last step. */
async function removeSoon(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
