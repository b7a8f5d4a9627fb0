import type { ArtifactListing, RunView, TaskView } from '@stepyard/engine';
import { bytes, duration, paint, sign, word } from './style.ts';
import { table } from './table.ts';

/** What is said when a run has ended: every task, why what failed failed, what was kept, what to do next. */
export function ending(run: RunView, artifacts: readonly ArtifactListing[]): string {
  const parts = [
    `${sign(run.state)} ${paint('bold', run.run)} ${word(run.state)}${run.startedAt && run.finishedAt ? ` in ${duration(run.finishedAt - run.startedAt)}` : ''}`,
    table(['', 'TASK', 'TEMPLATE', 'STATE', 'TOOK'], run.tasks.map(taskRow)),
    ...run.tasks.flatMap(failureText),
    ...run.tasks.flatMap(({ title, summary }) =>
      summary ? [`${paint('bold', title)}\n${indent(summary)}`] : [],
    ),
  ];
  if (artifacts.length > 0) {
    const rows = artifacts.map(({ name, size, sha256, task }) => [
      name,
      bytes(size),
      sha256.slice(0, 12),
      task,
    ]);
    parts.push(table(['ARTIFACT', 'SIZE', 'SHA-256', 'TASK'], rows));
  }
  return parts.join('\n\n');
}

function taskRow(task: TaskView): string[] {
  const took =
    task.startedAt !== undefined && task.finishedAt !== undefined
      ? duration(task.finishedAt - task.startedAt)
      : '';
  return [sign(task.state), task.title, `${task.template}@${task.version}`, word(task.state), took];
}

function failureText({ key, failure, annotations }: TaskView): string[] {
  if (!failure) return [];
  const places = (annotations ?? [])
    .filter(({ level }) => level === 'error')
    .slice(0, 10)
    .map(
      ({ file, line, message }) =>
        `  ${file ?? ''}${line ? `:${line}` : ''}${file ? ': ' : ''}${message.split('\n')[0]}`,
    );
  return [
    [`${paint('red', `${key}: ${failure.code}`)}: ${failure.message}`, `  ${failure.hint}`, ...places].join(
      '\n',
    ),
  ];
}

function indent(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
