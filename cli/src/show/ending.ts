import type { ArtifactListing, RunView, TaskView } from '@stepyard/engine';
import { oneLine, shownName } from './harmless.ts';
import { bytes, duration, paint, sign, skipWords, word } from './style.ts';
import { table } from './table.ts';

/** Places in files that are named with a failure. */
const mostPlaces = 10;

/** What is said of a run: every task, why what failed failed, what was kept. */
export function ending(
  run: RunView,
  artifacts: readonly ArtifactListing[],
  lastLines: (task: string) => readonly string[] = () => [],
): string {
  const took =
    run.startedAt !== undefined && run.finishedAt !== undefined
      ? ` in ${duration(run.finishedAt - run.startedAt)}`
      : '';
  const title = run.title === run.pipeline ? '' : `  ${oneLine(run.title)}`;
  return [
    `${sign(run.state)} ${paint('bold', run.run)}${title}  ${word(run.state)}${took}`,
    table(['', 'TASK', 'TEMPLATE', 'STATE', 'TOOK', ''], run.tasks.map(taskRow)),
    ...run.tasks.flatMap((task) => failureText(run, task, lastLines(task.key))),
    ...run.tasks.flatMap(({ title: of, summary }) =>
      summary ? [`${paint('bold', oneLine(of))}\n${indent(summary)}`] : [],
    ),
    ...(artifacts.length > 0 ? [artifactTable(artifacts)] : []),
  ].join('\n\n');
}

function taskRow(task: TaskView): string[] {
  const { title, template, version, state, startedAt, finishedAt, skipped, takenFrom, wait, attempts } = task;
  const took = startedAt !== undefined && finishedAt !== undefined ? duration(finishedAt - startedAt) : '';
  const more = [
    ...(attempts.length > 1 ? [`${attempts.length} attempts`] : []),
    ...(skipped === undefined ? [] : [skipWords(skipped)]),
    ...(takenFrom === undefined ? [] : [`taken over from ${takenFrom}`]),
    ...(wait === undefined ? [] : [oneLine(wait.reason)]),
  ];
  return [
    sign(state),
    oneLine(title),
    `${template}@${version}`,
    word(state),
    took,
    paint('dim', more.join(', ')),
  ];
}

function artifactTable(artifacts: readonly ArtifactListing[]): string {
  const rows = artifacts.map(({ name, size, sha256, task }) => [
    shownName(name),
    bytes(size),
    sha256.slice(0, 12),
    task,
  ]);
  return table(['ARTIFACT', 'SIZE', 'SHA-256', 'TASK'], rows);
}

function failureText(
  { run }: RunView,
  { key, failure, annotations = [] }: TaskView,
  said: readonly string[],
): string[] {
  if (failure === undefined) return [];
  const errors = annotations.filter(({ level }) => level === 'error').slice(0, mostPlaces);
  return [
    [
      `${paint('red', `${key}: ${failure.code}`)}: ${failure.message}`,
      `  ${failure.hint}`,
      ...errors.map(({ file, line, message }) => `  ${placeOf(file, line)}${message.split('\n')[0]}`),
      ...said.map((line) => `  ${paint('dim', `│ ${line}`)}`),
      paint('dim', `  Its whole log: stepyard runs logs ${run} ${key}`),
    ].join('\n'),
  ];
}

function placeOf(file: string | undefined, line: number | undefined): string {
  if (file === undefined) return '';
  return `${file}${line === undefined ? '' : `:${line}`}: `;
}

function indent(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
