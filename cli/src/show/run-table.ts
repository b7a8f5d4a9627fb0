import type { RunSummary } from '@stepyard/engine';
import { duration, sign, time, word } from './style.ts';
import { table } from './table.ts';

export function runTable(runs: readonly RunSummary[]): string {
  const rows = runs.map((run) => [
    sign(run.state),
    run.run,
    word(run.state),
    time(run.queuedAt),
    run.startedAt && run.finishedAt ? duration(run.finishedAt - run.startedAt) : '',
    run.project,
    run.title,
  ]);
  return table(['', 'RUN', 'STATE', 'QUEUED', 'TOOK', 'PROJECT', 'TITLE'], rows);
}
