import { relative, sep } from 'node:path';
import { outFiles } from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import { maskValue } from './mask-value.ts';
import { createMetrics } from './metrics.ts';
import type { Annotation, Step } from './step.ts';

/** What a step tells while it works: `step.status`, `progress`, `summary`, `annotate` and `metric`. */
export interface Reports
  extends Pick<Step<unknown>, 'status' | 'progress' | 'summary' | 'annotate' | 'metric'> {
  /** Writes what has changed since it was written last. */
  flush(): void;
}

/** Writes a file in `STEPYARD_OUT`; by hand there is none, and nothing is written. */
export type WriteOut = (file: string, content: string) => void;

/** Files are written at most this often while the step works. */
const flushMs = 500;
const longestText = 1_000;
const longestMessage = 4_096;
const mostAnnotations = 999;
export const summaryLimit = 1_048_576;
const cutNote = '\n\n_The rest was left out: a summary holds at most 1 MiB._\n';

export function createReports(writeOut: WriteOut, masker: Masker, workspace: string): Reports {
  const changed = new Map<string, () => string>();
  const metrics = createMetrics(masker.mask);
  const annotations: Annotation[] = [];
  let dropped = 0;
  let summary = '';
  let timer: NodeJS.Timeout | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    flushedAt = Date.now();
    const writing = [...changed];
    changed.clear();
    for (const [file, content] of writing) writeOut(file, content());
  }
  function change(file: string, content: () => string): void {
    changed.set(file, content);
    if (timer !== undefined) return;
    const wait = flushedAt + flushMs - Date.now();
    if (wait <= 0) flush();
    else timer = setTimeout(flush, wait).unref();
  }
  function json(value: unknown): string {
    return `${JSON.stringify(maskValue(masker, value))}\n`;
  }
  /** Masked first: a part of a secret would not be known for one. */
  function cut(text: string, limit: number): string {
    const masked = masker.mask(text);
    return masked.length > limit ? `${masked.slice(0, limit - 1)}…` : masked;
  }
  return {
    flush,
    status(text) {
      const time = new Date().toISOString();
      change(outFiles.status, () => json({ text: cut(text, longestText), time }));
    },
    progress(fraction, text) {
      const time = new Date().toISOString();
      const bounded = Math.min(1, Math.max(0, Number.isNaN(fraction) ? 0 : fraction));
      const words = text === undefined ? {} : { text: cut(text, longestText) };
      change(outFiles.progress, () => json({ fraction: bounded, ...words, time }));
    },
    summary(markdown) {
      if (summary.length > summaryLimit) return;
      summary += markdown.endsWith('\n') ? markdown : `${markdown}\n`;
      change(outFiles.summary, () => cutBytes(masker.mask(summary)));
    },
    annotate(annotation) {
      if (annotations.length < mostAnnotations) annotations.push(bounded(annotation, workspace, cut));
      else dropped += 1;
      change(outFiles.annotations, () => json([...annotations, ...droppedNote(dropped)]));
    },
    metric(name, value, labels = {}) {
      metrics.set(name, value, labels);
      change(outFiles.metrics, () => masker.mask(metrics.text()));
    },
  };
}

function bounded(
  annotation: Annotation,
  workspace: string,
  cut: (text: string, limit: number) => string,
): Annotation {
  const { file, title } = annotation;
  return {
    ...annotation,
    message: cut(annotation.message, longestMessage),
    ...(title === undefined ? {} : { title: cut(title, longestText) }),
    ...(file === undefined ? {} : { file: below(workspace, file) }),
  };
}

function below(workspace: string, file: string): string {
  if (file.startsWith('/app/')) return file.slice('/app/'.length);
  return file.startsWith(`${workspace}${sep}`) ? relative(workspace, file) : file;
}

function droppedNote(dropped: number): Annotation[] {
  if (dropped === 0) return [];
  return [
    { level: 'notice', message: `${dropped} further annotations were left out: at most ${mostAnnotations}.` },
  ];
}

function cutBytes(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= summaryLimit) return text;
  const kept = bytes.subarray(0, summaryLimit - Buffer.byteLength(cutNote)).toString('utf8');
  return `${kept.replace(/\uFFFD+$/, '')}${cutNote}`;
}
