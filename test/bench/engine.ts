import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stageCount, tasksPerStage } from './engine-load/graph.ts';
import { type BenchReport, machine, type Sample, takeTurns } from './report.ts';

const rounds = 7;
const goals = { rate: 50_000, recovery: 250, memory: 200 };

interface Figures {
  readonly transitions: number;
  readonly milliseconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}

/** A graph of 10,000 tasks with an executor that does nothing: transitions a second with fsync, and recovery. */
export async function bench(): Promise<BenchReport> {
  const directory = mkdtempSync(join(tmpdir(), 'stepyard-bench-engine-'));
  const memory: number[] = [];
  const cpu: number[] = [];
  let transitions = 0;
  let size = 0;
  try {
    const taken = await takeTurns(
      {
        write: (round) => {
          const figures = run('write.ts', join(directory, String(round)));
          memory.push(figures.megabytes);
          transitions = figures.transitions;
          size = statSync(join(directory, String(round), 'runs', 'big-1', 'journal')).size;
          return figures.transitions / (figures.milliseconds / 1000);
        },
        recover: (round) => {
          const figures = run('recover.ts', join(directory, String(round)));
          memory.push(figures.megabytes);
          cpu.push(figures.cpu);
          return figures.milliseconds;
        },
      },
      rounds,
    );
    const most = Math.max(...memory);
    return {
      name: 'engine',
      rows: [
        {
          ...row('transitions a second, each durable before what follows', taken.write, '/s'),
          oursMin: taken.write.max,
          goal: `≥ ${goals.rate} /s`,
          met: taken.write.median >= goals.rate,
        },
        {
          ...row('recovery of its journal', taken.recover, 'ms'),
          goal: `≤ ${goals.recovery} ms`,
          met: taken.recover.median <= goals.recovery,
        },
        {
          what: 'memory at the most',
          ours: most,
          unit: 'MB',
          goal: `≤ ${goals.memory} MB`,
          met: most <= goals.memory,
        },
      ],
      notes: [
        `${stageCount * tasksPerStage} tasks in ${stageCount} stages, each needing two of the stage before; ${transitions} transitions, a journal of ${(size / 1e6).toFixed(1)} MB, ${rounds} rounds, a process each.`,
        `CPU time of the recovery: at least ${Math.min(...cpu).toFixed(0)} ms.`,
        `${machine()}.`,
      ],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function row(what: string, sample: Sample, unit: string) {
  return { what, ours: sample.median, oursMin: sample.min, unit };
}

function run(program: string, directory: string): Figures {
  const path = fileURLToPath(new URL(join('engine-load', program), import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [path, directory], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
