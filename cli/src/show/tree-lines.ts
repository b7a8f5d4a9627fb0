import type { RunView, State, TaskView } from '@stepyard/engine';
import { oneLine, plain } from './harmless.ts';
import { duration, paint, sign, skipWords, word } from './style.ts';

export interface TaskLines {
  /** Unix milliseconds. */
  readonly now: number;
  tailOf(task: TaskView): readonly string[];
}

export function headLine(run: RunView, now: number): string {
  const title = run.title === run.pipeline ? '' : `  ${oneLine(run.title)}`;
  return `${sign(run.state)} ${paint('bold', run.run)}${title}  ${word(run.state)}${took(run, now)}`;
}

/** A task, and the last lines of its log while it runs; instances of a matrix stand further in. */
export function taskLines(task: TaskView, { now, tailOf }: TaskLines): readonly string[] {
  const indent = task.matrix === undefined ? '    ' : '      ';
  const facts = [
    paint('dim', task.template),
    ...(task.attempts.length > 1 ? [paint('dim', `attempt ${task.attempts.length}`)] : []),
    ...(task.instances === undefined ? [] : [paint('dim', `${task.instances.length} times`)]),
    ...(task.failure === undefined ? [] : [paint('red', task.failure.code)]),
    ...(task.skipped === undefined ? [] : [paint('dim', skipWords(task.skipped))]),
    ...(task.wait === undefined ? [] : [paint('dim', oneLine(task.wait.reason))]),
  ];
  const tail = task.state === 'running' ? tailOf(task) : [];
  return [
    `${indent}${sign(task.state)} ${oneLine(task.title)}  ${facts.join('  ')}${took(task, now)}`,
    ...tail.map((line) => `${indent}    ${paint('dim', plain(line).replaceAll('\t', '  '))}`),
  ];
}

/** A stage by one line. */
export function foldedStage(title: string, tasks: readonly TaskView[]): string {
  const state = tasks.some((task) => task.state === 'waiting') ? 'waiting' : 'success';
  const count = `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
  return `  ${sign(state)} ${paint('bold', oneLine(title))}  ${paint('dim', count)}`;
}

export function restLine(state: State, text: string): string {
  return `    ${sign(state)} ${paint('dim', text)}`;
}

function took({ startedAt, finishedAt }: { startedAt?: number; finishedAt?: number }, now: number): string {
  return startedAt === undefined ? '' : `  ${paint('dim', duration((finishedAt ?? now) - startedAt))}`;
}
