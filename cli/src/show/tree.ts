import type { RunView, TaskView } from '@stepyard/engine';
import { duration, paint, sign, word } from './style.ts';

export interface TreeOptions {
  /** Unix milliseconds, for what still runs. */
  readonly now: number;
  /** The last lines of running tasks, by key. */
  readonly tails: ReadonlyMap<string, readonly string[]>;
  readonly columns: number;
  /** Lines at the most; what does not fit is counted. */
  readonly rows: number;
}

/** The run as a tree of stages and tasks, as a terminal shows it while it runs. */
export function tree(run: RunView, options: TreeOptions): string {
  const head = `${sign(run.state)} ${paint('bold', run.run)}  ${run.title}  ${word(run.state)}${took(run, options.now)}`;
  const stages = run.stages.flatMap((stage) => [
    `  ${paint('bold', stage.title)}${stage.parallel ? paint('dim', '  parallel') : ''}`,
    ...tasksOf(run, stage.name).flatMap((task) => taskLines(task, options)),
  ]);
  const last = tasksOf(run, undefined);
  const ending =
    last.length > 0
      ? [`  ${paint('bold', 'finally')}`, ...last.flatMap((task) => taskLines(task, options))]
      : [];
  return fit([head, ...stages, ...ending], options.rows).join('\n');
}

function tasksOf(run: RunView, stage: string | undefined): TaskView[] {
  return run.tasks.filter((task) => task.stage === stage);
}

function taskLines(task: TaskView, { now, tails, columns }: TreeOptions): string[] {
  const tries = task.attempts.length > 1 ? paint('dim', ` try ${task.attempts.length}`) : '';
  const why = task.failure
    ? `  ${paint('red', task.failure.code)}`
    : task.skipped
      ? paint('dim', `  ${task.skipped}`)
      : '';
  const wait = task.wait ? paint('dim', `  ${task.wait.reason}`) : '';
  const line = `    ${sign(task.state)} ${task.title}  ${paint('dim', task.template)}${tries}${took(task, now)}${why}${wait}`;
  const tail = task.state === 'running' ? (tails.get(task.key) ?? []) : [];
  return [line, ...tail.map((text) => paint('dim', `        ${clip(text, columns - 9)}`))];
}

function took({ startedAt, finishedAt }: { startedAt?: number; finishedAt?: number }, now: number): string {
  return startedAt === undefined ? '' : `  ${paint('dim', duration((finishedAt ?? now) - startedAt))}`;
}

function clip(text: string, columns: number): string {
  const plain = text.replaceAll('\t', '  ');
  return plain.length > columns ? `${plain.slice(0, Math.max(0, columns - 1))}…` : plain;
}

function fit(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), paint('dim', `  … ${lines.length - rows + 1} more lines`)];
}
