import type { RunView } from '@stepyard/engine';
import { oneLine } from './harmless.ts';
import { duration } from './style.ts';
import { table } from './table.ts';

/** What the time of each task went into, as its step has said; nothing where none has. */
export function phases({ tasks }: Pick<RunView, 'tasks'>): string | undefined {
  const rows = tasks.flatMap(({ title, timings }) =>
    timings === undefined ? [] : [[oneLine(title), phasesOf(timings)]],
  );
  return rows.length === 0 ? undefined : table(['TASK', 'PHASES'], rows);
}

function phasesOf(timings: Readonly<Record<string, number>>): string {
  return Object.entries(timings)
    .map(([phase, took]) => `${oneLine(phase)} ${duration(took)}`)
    .join(', ');
}
