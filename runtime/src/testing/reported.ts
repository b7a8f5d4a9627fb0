import { outFiles } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { Annotation } from '../step.ts';

/** What a step told by files while it worked. */
export interface Reported {
  readonly annotations: readonly Annotation[];
  /** Markdown. */
  readonly summary: string;
  /** The last status. */
  readonly statusText: string | undefined;
  /** The last fraction. */
  readonly progress: number | undefined;
  /** Prometheus text. */
  readonly metrics: string;
  /** What it left to be given back when it is started again. */
  readonly state: unknown;
}

/** Reads what is in the files of `STEPYARD_OUT`, given by name. */
export function reportedIn(files: ReadonlyMap<string, string>): Reported {
  const annotations = json(files, outFiles.annotations);
  const status = json(files, outFiles.status);
  const progress = json(files, outFiles.progress);
  return {
    annotations: Array.isArray(annotations) ? annotations.filter(isAnnotation) : [],
    summary: files.get(outFiles.summary) ?? '',
    statusText: isRecord(status) && typeof status.text === 'string' ? status.text : undefined,
    progress: isRecord(progress) && typeof progress.fraction === 'number' ? progress.fraction : undefined,
    metrics: files.get(outFiles.metrics) ?? '',
    state: json(files, outFiles.state),
  };
}

function json(files: ReadonlyMap<string, string>, name: string): unknown {
  const text = files.get(name);
  return text === undefined ? undefined : JSON.parse(text);
}

function isAnnotation(value: unknown): value is Annotation {
  return isRecord(value) && typeof value.level === 'string' && typeof value.message === 'string';
}
