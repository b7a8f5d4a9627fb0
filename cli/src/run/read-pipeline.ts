import { readFile, realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import {
  formatProblems,
  includeParts,
  type PipelineDocument,
  type PipelineProblem,
  parsePipeline,
} from '@stepyard/pipeline';
import { CommandError } from '../failure.ts';
import { gitIfAny } from '../git.ts';
import { note } from '../output.ts';

export interface ReadPipeline {
  readonly document: PipelineDocument;
  readonly problems: readonly PipelineProblem[];
}

/** Reads a pipeline file and all that it includes; included files stay inside its repository, or its folder. */
export async function readPipeline(file: string): Promise<ReadPipeline> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : String(error.code);
    throw new CommandError(
      `cannot read ${JSON.stringify(file)}: ${why}`,
      'Check the path; `stepyard init` writes a first pipeline.',
    );
  });
  const folder = dirname(resolve(file));
  const top = await realpath((await gitIfAny(['rev-parse', '--show-toplevel'], { cwd: folder })) ?? folder);
  const parsed = parsePipeline(text, file);
  const whole = await includeParts(parsed.document, { load: (path) => loadBelow(top, path) });
  return { document: whole.document, problems: [...parsed.problems, ...whole.problems] };
}

async function loadBelow(top: string, path: string): Promise<string | undefined> {
  const found = await realpath(resolve(path)).catch(() => undefined);
  if (found === undefined) return undefined;
  const below = relative(top, found);
  if (below === '..' || below.startsWith(`..${sep}`)) {
    throw new CommandError(
      `\`include\` must stay inside of the repository, got ${JSON.stringify(path)}`,
      'Move the file into the repository.',
    );
  }
  return readFile(found, 'utf8');
}

/** Prints what is wrong; ends the command where there is an error among it. */
export function assertSound(problems: readonly PipelineProblem[]): void {
  if (problems.length === 0) return;
  note(formatProblems(problems).trimEnd());
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    throw new CommandError(
      `${errors} ${errors === 1 ? 'problem' : 'problems'} in the pipeline`,
      'Mend what is listed above; nothing was started.',
    );
  }
}
