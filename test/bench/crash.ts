import { crashCampaign } from '../crash/campaign.ts';
import { type BenchReport, machine, sampleOf } from './report.ts';

const recoveryGoal = 1000;

/**
 * The scheduler killed at 200 points spread over the journal of a 60-task pipeline; CRASH_SEED with CRASH_WRITES replays
 * a campaign, CRASH_EXECUTOR=docker runs it on an engine (18 tasks, four kills in a round), CRASH_KILLS as often as is said.
 */
export async function bench(): Promise<BenchReport> {
  const { CRASH_SEED, CRASH_EXECUTOR, CRASH_KILLS, CRASH_WRITES } = process.env;
  const executor = CRASH_EXECUTOR === 'docker' ? 'docker' : 'process';
  const kills = Number(CRASH_KILLS ?? 200);
  const seed = Number(CRASH_SEED ?? Date.now() % 1_000_000);
  const from = performance.now();
  const result = await crashCampaign({
    kills,
    seed,
    executor,
    parallel: 2,
    writes: CRASH_WRITES === undefined ? undefined : Number(CRASH_WRITES),
    tell: (line) => console.log(line),
  });
  for (const problem of result.problems) console.error(problem);
  const seconds = (performance.now() - from) / 1000;
  const recovery = sampleOf(result.recoveries);
  return {
    name: executor === 'docker' ? 'crash-docker' : 'crash',
    rows: [
      {
        what: 'kills of the scheduler after which a task was lost, doubled or stuck, or the run ended otherwise',
        ours: result.problems.length,
        unit: `of ${result.kills}`,
        goal: '0',
        met: result.problems.length === 0 && result.kills >= kills,
      },
      {
        what: 'time until the next scheduler had recovered',
        ours: recovery.median,
        oursMin: recovery.min,
        unit: 'ms',
        goal: `≤ ${recoveryGoal} ms at the most`,
        met: recovery.max <= recoveryGoal,
      },
    ],
    notes: [
      `CRASH_SEED=${seed} CRASH_WRITES=${result.writes}; the ${executor} executor; ${result.starts} starts of attempts stand once each in ledgers that the tasks wrote.`,
      `${seconds.toFixed(0)} s for ${result.rounds} runs of the pipeline: ${(seconds / result.kills).toFixed(1)} s for a kill.`,
      `At the most a recovery took ${recovery.max.toFixed(0)} ms.`,
      `${machine()}.`,
    ],
  };
}
