import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactEntry } from '../artifacts/entry.ts';
import { outFiles } from '../names.ts';
import type { Result } from '../result.ts';
import {
  checkOutputs,
  type DeclaredOutputs,
  type Outputs,
  parseOutputFiles,
  parseOutputs,
} from './outputs.ts';
import { parseResult } from './parse-result.ts';
import type { Parsed } from './read-json.ts';
import {
  type Annotation,
  type ProgressReport,
  parseAnnotations,
  parseArtifacts,
  parseProgress,
  parseStatus,
  type StatusReport,
} from './reports.ts';

/** What a step left in `STEPYARD_OUT`. */
export interface OutContent {
  readonly result?: Result;
  /** From `result.json`, `outputs.json` and the directory `outputs`; the first that has a name wins. */
  readonly outputs: Outputs;
  readonly status?: StatusReport;
  readonly progress?: ProgressReport;
  /** Markdown. */
  readonly summary?: string;
  readonly annotations: readonly Annotation[];
  /** Prometheus text format. */
  readonly metrics?: string;
  /** `state.json` as it is: given back to the next start. */
  readonly state?: string;
  readonly artifacts: readonly ArtifactEntry[];
  /** What was left out or cut, one sentence each. */
  readonly problems: readonly string[];
}

/** The result as it was when the step ended: what has come to the file later is not believed. */
export interface SeenResult {
  readonly result: Result | undefined;
}

/** Bytes that are read of a file; of `artifacts.json` more, for it lists every kept file. */
const mostBytes = 1_048_576;
const mostArtifactBytes = 64 * mostBytes;
const mostOutputFiles = 500;

/**
 * Reads what a step left, trusting nothing of it: links are not followed, only files are read, of bounded
 * size, and what breaks a rule is left out with a sentence in `problems`. Never throws for content.
 */
export async function readOut(
  directory: string,
  declared?: DeclaredOutputs,
  seen?: SeenResult,
): Promise<OutContent> {
  const problems: string[] = [];
  const text = async (file: string, most = mostBytes): Promise<string | undefined> => {
    const read = await readBounded(join(directory, file), most);
    if (read?.problem !== undefined) problems.push(`${file}: ${read.problem}.`);
    return read?.text;
  };
  const parsed = async <T>(
    file: string,
    parse: (text: string) => Parsed<T>,
    most?: number,
  ): Promise<T | undefined> => {
    const content = await text(file, most);
    if (content === undefined) return undefined;
    const { value, problems: found } = parse(content);
    problems.push(...found);
    return value;
  };
  const written = await parsed(outFiles.result, parseResult);
  const result = seen === undefined ? written : seen.result;
  const outputs = {
    ...(await outputFiles(directory, problems, declared)),
    ...(await parsed(outFiles.outputs, (content) => parseOutputs(content, declared))),
    ...keep(problems, checkOutputs(result?.outputs ?? {}, declared)),
  };
  const status = await parsed(outFiles.status, parseStatus);
  const progress = await parsed(outFiles.progress, parseProgress);
  const summary = await text(outFiles.summary);
  const annotations = await parsed(outFiles.annotations, parseAnnotations);
  const metrics = await text(outFiles.metrics);
  const state = await text(outFiles.state);
  const artifacts = await parsed(outFiles.artifacts, parseArtifacts, mostArtifactBytes);
  return {
    ...(result !== undefined && { result }),
    outputs,
    ...(status !== undefined && { status }),
    ...(progress !== undefined && { progress }),
    ...(summary !== undefined && { summary }),
    annotations: annotations ?? [],
    ...(metrics !== undefined && { metrics }),
    ...(state !== undefined && { state }),
    artifacts: artifacts ?? [],
    problems: [...new Set(problems)],
  };
}

async function outputFiles(
  directory: string,
  problems: string[],
  declared: DeclaredOutputs | undefined,
): Promise<Outputs | undefined> {
  const path = join(directory, outFiles.outputDirectory);
  const names = await listDirectory(path);
  const files = new Map<string, string>();
  for (const name of names.slice(0, mostOutputFiles)) {
    const read = await readBounded(join(path, name), mostBytes);
    if (read?.problem !== undefined) {
      problems.push(`${outFiles.outputDirectory}/${JSON.stringify(name)}: ${read.problem}.`);
    }
    if (read?.text !== undefined) files.set(name, read.text);
  }
  if (names.length > mostOutputFiles) {
    problems.push(
      `${outFiles.outputDirectory}: only the first ${mostOutputFiles} of ${names.length} files are read.`,
    );
  }
  return keep(problems, parseOutputFiles(files, declared));
}

/** Names of what stands in a directory that is no link; temporary files of writers left out. */
async function listDirectory(path: string): Promise<readonly string[]> {
  try {
    if (!(await lstat(path)).isDirectory()) return [];
    return (await readdir(path)).filter((name) => !name.startsWith('.') && !name.endsWith('.tmp')).sort();
  } catch {
    return [];
  }
}

interface BoundedRead {
  readonly text?: string;
  readonly problem?: string;
}

/** The text of a file, if it is one; a FIFO would block its reader, a link would lead anywhere. */
async function readBounded(path: string, most: number): Promise<BoundedRead | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (!facts.isFile()) return { problem: 'is no file' };
    if (facts.size > most) return { problem: `has ${facts.size} bytes, more than ${most}` };
    return { text: await file.readFile('utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return { problem: code === 'ELOOP' ? 'is a link' : `cannot be read (${String(code)})` };
  } finally {
    await file?.close();
  }
}

function keep<T>(problems: string[], { value, problems: found }: Parsed<T>): T | undefined {
  problems.push(...found);
  return value;
}
