import type { Document } from 'yaml';
import type { StageEntry } from './language/include.ts';
import { type PartSource, type PipelineSource, part, pipeline } from './language/pipeline.ts';
import type { PipelineProblem, Position } from './plan.ts';
import { problem } from './problem.ts';
import type { Shape } from './shape/shape.ts';
import type { MapNode } from './yaml/node.ts';
import { readYaml } from './yaml/read-yaml.ts';

/** A pipeline file as it was written: what is wrong in it is left out, everything has its place. */
export interface PipelineDocument extends PipelineSource {
  readonly file: string;
  /** In the order of the run; those of included files in their places once `includeParts` has run. */
  readonly stages: readonly StageEntry[];
  /** The YAML library's document: it keeps comments, and can be changed and written back. */
  readonly yaml: Document | undefined;
  /** It is not YAML throughout: nothing is said of what it means before that is mended. */
  readonly broken: boolean;
}

export interface ParsedPipeline {
  readonly document: PipelineDocument;
  /** All that is wrong, in the order of the file. */
  readonly problems: readonly PipelineProblem[];
}

/** Reads a pipeline file; never throws. Templates, tasks and types are looked up by `validatePipeline`. */
export function parsePipeline(text: string, file: string): ParsedPipeline {
  const { value, node, yaml, broken, problems } = read(text, file, pipeline);
  const document = { ...value, node, file, stages: value?.stages ?? [], yaml, broken };
  return { document, problems };
}

export interface ParsedPart {
  readonly part: PartSource;
  readonly broken: boolean;
  readonly problems: readonly PipelineProblem[];
}

/** Reads a file that others include. */
export function parsePart(text: string, file: string): ParsedPart {
  const { value, node, broken, problems } = read(text, file, part);
  return { part: { ...value, node }, broken, problems };
}

function read<T>(text: string, file: string, shape: Shape<T>) {
  const { root, yaml, broken, problems: unreadable } = readYaml(text, file);
  const problems = [...unreadable];
  const start = { file, line: 1, column: 1 };
  const node: MapNode = root?.kind === 'map' ? root : { kind: 'map', entries: new Map(), at: start, size: 1 };
  if (root === undefined && problems.length === 0) {
    const hint = 'Begin with `stepyard: 1`; `stepyard init` writes a first pipeline.';
    problems.push(
      problem({
        at: start,
        rule: 'missing-key',
        message: 'The file must be a pipeline, but it is empty.',
        hint,
      }),
    );
  }
  const value = root === undefined ? undefined : shape.read(root, { problems, path: [] });
  const sure = problems.filter((one) => broken === undefined || isSure(one, broken));
  return { value, node, yaml, broken: broken !== undefined, problems: inOrder(sure) };
}

/** Says whether a problem of a file that is not YAML throughout would still be there if it were. */
function isSure({ rule, line, column }: PipelineProblem, broken: Position): boolean {
  if (rule === 'yaml-syntax') return true;
  const before = line < broken.line || (line === broken.line && column < broken.column);
  return before && rule !== 'missing-key';
}

/** Sorts problems by file and place. */
export function inOrder(problems: readonly PipelineProblem[]): readonly PipelineProblem[] {
  return problems.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
