import { readFile, realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import {
  formatProblems,
  includeParts,
  type PipelineDocument,
  type PipelineProblem,
  parsePipeline,
} from '@stepyard/pipeline';
import { commandError } from '../failure.ts';
import { gitIfAny } from '../git.ts';
import { note } from '../output.ts';

export interface ReadPipeline {
  readonly document: PipelineDocument;
  readonly problems: readonly PipelineProblem[];
  /** The files as they are written. */
  readonly text: string;
}

/** Reads a pipeline file and all that it includes; included files stay inside its repository, or its folder. */
export async function readPipeline(file: string): Promise<ReadPipeline> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : String(error.code);
    throw commandError(
      `${JSON.stringify(file)} cannot be read: ${why}.`,
      'Check the path; `stepyard init` writes a first pipeline.',
    );
  });
  const texts = [text];
  const top = lazily(() => topOf(dirname(resolve(file))));
  const load = async (path: string) => {
    const part = await loadBelow(await top(), path);
    if (part !== undefined) texts.push(part);
    return part;
  };
  const parsed = parsePipeline(text, file);
  const whole = await includeParts(parsed.document, { load });
  const problems = [...parsed.problems, ...whole.problems];
  return { document: whole.document, problems, text: texts.join('\n') };
}

/** Prints what is wrong; ends the command where there is an error among it. */
export function assertSound(problems: readonly PipelineProblem[]): void {
  if (problems.length === 0) return;
  note(formatProblems(problems).trimEnd());
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return;
  throw commandError(
    errors === 1 ? 'There is a problem in the pipeline.' : `There are ${errors} problems in the pipeline.`,
    'Mend what is listed above; nothing was started.',
  );
}

async function topOf(folder: string): Promise<string> {
  return realpath((await gitIfAny(['rev-parse', '--show-toplevel'], { cwd: folder })) ?? folder);
}

async function loadBelow(top: string, path: string): Promise<string | undefined> {
  const found = await realpath(resolve(path)).catch(() => undefined);
  if (found === undefined) return undefined;
  const below = relative(top, found);
  if (below === '..' || below.startsWith(`..${sep}`)) {
    throw commandError(
      `\`include\` must stay inside of the repository, got ${JSON.stringify(path)}.`,
      'Move the file into the repository.',
    );
  }
  return readFile(found, 'utf8');
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
