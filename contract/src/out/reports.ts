import type { ArtifactEntry } from '../artifacts/entry.ts';
import { isRecord } from '../json.ts';
import { type Parsed, readJson, schemaProblems } from './read-json.ts';
import { annotationSchema, artifactSchema, progressSchema, statusSchema } from './schemas.ts';
import { cutText, longestMessage } from './text.ts';

/** `status.json`: one line that says what the step does now. */
export interface StatusReport {
  readonly text: string;
  /** RFC 3339, UTC. */
  readonly time?: string;
}

/** `progress.json`. */
export interface ProgressReport {
  /** From 0 to 1. */
  readonly fraction: number;
  readonly text?: string;
  readonly time?: string;
}

/** One entry of `annotations.json`: something to say about a place in the workspace, or about the whole. */
export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error';
  readonly message: string;
  readonly title?: string;
  /** Below the workspace. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

const longestLine = 1_000;
const mostAnnotations = 1_001;
const mostArtifacts = 100_000;

/** Reads the text of a `status.json`. */
export function parseStatus(text: string): Parsed<StatusReport> {
  const { value, problems } = readJson('status.json', text);
  const wrong = problems.length > 0 ? problems : schemaProblems('status.json', value, statusSchema);
  if (!isOk<StatusReport>(value, wrong)) return { problems: wrong };
  return {
    value: { text: cutText(value.text, longestLine), ...(value.time !== undefined && { time: value.time }) },
    problems: [],
  };
}

/** Reads the text of a `progress.json`. */
export function parseProgress(text: string): Parsed<ProgressReport> {
  const { value, problems } = readJson('progress.json', text);
  const wrong = problems.length > 0 ? problems : schemaProblems('progress.json', value, progressSchema);
  if (!isOk<ProgressReport>(value, wrong)) return { problems: wrong };
  const words = value.text === undefined ? {} : { text: cutText(value.text, longestLine) };
  return {
    value: { fraction: value.fraction, ...words, ...(value.time !== undefined && { time: value.time }) },
    problems: [],
  };
}

/** Reads the text of an `annotations.json`; an entry that breaks a rule is left out, the others stay. */
export function parseAnnotations(text: string): Parsed<readonly Annotation[]> {
  return parseList<Annotation>('annotations.json', text, annotationSchema, mostAnnotations, (annotation) => ({
    level: annotation.level,
    message: cutText(annotation.message, longestMessage),
    ...(annotation.title !== undefined && { title: cutText(annotation.title, longestLine) }),
    ...(annotation.file !== undefined && { file: annotation.file }),
    ...(annotation.line !== undefined && { line: annotation.line }),
    ...(annotation.column !== undefined && { column: annotation.column }),
  }));
}

/** Reads the text of an `artifacts.json`; an entry that breaks a rule is left out, the others stay. */
export function parseArtifacts(text: string): Parsed<readonly ArtifactEntry[]> {
  return parseList<ArtifactEntry>('artifacts.json', text, artifactSchema, mostArtifacts, (entry) => {
    const { name, offset, size, sha256, updatedAt, mode, type, pack } = entry;
    return { name, offset, size, sha256, updatedAt, mode, type, pack };
  });
}

function parseList<T extends object>(
  file: string,
  text: string,
  schema: object,
  most: number,
  keep: (item: T) => T,
): Parsed<readonly T[]> {
  const { value, problems } = readJson(file, text);
  if (problems.length > 0) return { problems };
  if (!Array.isArray(value)) return { problems: [`${file}: must be a list.`] };
  const items: readonly unknown[] = value;
  const kept: T[] = [];
  const wrong: string[] = [];
  for (const [index, item] of items.slice(0, most).entries()) {
    const found = schemaProblems(`${file}: item ${index}`, item, schema);
    if (isOk<T>(item, found)) kept.push(keep(item));
    else wrong.push(...found);
  }
  if (items.length > most) wrong.push(`${file}: only the first ${most} of ${items.length} items are read.`);
  return { value: kept, problems: wrong };
}

function isOk<T>(value: unknown, problems: readonly string[]): value is T {
  return problems.length === 0 && isRecord(value);
}
