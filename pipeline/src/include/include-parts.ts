import type { Included, StageEntry } from '../language/include.ts';
import type { PartSource } from '../language/pipeline.ts';
import { inOrder, type PipelineDocument, parsePart } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { includePath } from './include-path.ts';
import { mergePart } from './merge-part.ts';

/** Deepest chain of files that include files. */
export const includeDepth = 8;
/** Most files that a pipeline may consist of. */
export const includeCount = 50;

export interface PartLoader {
  /**
   * Gives the text of a file, or nothing where there is none. The path is relative to whatever the pipeline's own
   * path is relative to; the loader holds it inside of the repository, links included.
   */
  readonly load: (path: string) => Promise<string | undefined> | string | undefined;
  /** Gives the text of a published part at the version that is wanted; absent where nothing is published. */
  readonly loadPart?: (name: string, version: string) => Promise<string | undefined> | string | undefined;
}

export interface IncludedPipeline {
  readonly document: PipelineDocument;
  readonly problems: readonly PipelineProblem[];
}

/** Reads all that a pipeline includes and puts it in its place. */
export async function includeParts(
  document: PipelineDocument,
  loader: PartLoader,
): Promise<IncludedPipeline> {
  const reading: Reading = { loader, problems: [], count: 0, parts: [], broken: document.broken };
  const include = document.include ?? [];
  const first = await readAll(include, [document.file], reading);
  const own = await readStages(document.stages, [document.file], reading);
  const whole = reading.parts.reduce<PipelineDocument>(mergePart, document);
  return {
    document: { ...whole, broken: reading.broken, include: [], stages: [...first, ...own] },
    problems: inOrder(reading.problems),
  };
}

interface Reading {
  readonly loader: PartLoader;
  readonly problems: PipelineProblem[];
  count: number;
  broken: boolean;
  /** All that were read, in the order of their stages. */
  readonly parts: PartSource[];
}

type Chain = readonly [string, ...string[]];

async function readAll(
  list: readonly Included[],
  chain: Chain,
  reading: Reading,
): Promise<readonly StageEntry[]> {
  const stages: StageEntry[] = [];
  for (const one of list) stages.push(...(await readOne(one, chain, reading)));
  return stages;
}

async function readStages(
  entries: readonly StageEntry[],
  chain: Chain,
  reading: Reading,
): Promise<readonly StageEntry[]> {
  const stages: StageEntry[] = [];
  for (const entry of entries) {
    if ('include' in entry) stages.push(...(await readOne(entry.include, chain, reading)));
    else stages.push(entry);
  }
  return stages;
}

async function readOne(one: Included, chain: Chain, reading: Reading): Promise<readonly StageEntry[]> {
  const path = one.kind === 'part' ? one.name : includePath(chain[0], one.name);
  const refusal = refuse(one, path, chain, reading);
  if (path === undefined || refusal !== undefined) {
    if (refusal !== undefined) reading.problems.push(refusal);
    return [];
  }
  reading.count += 1;
  const text = await load(one, path, reading.loader);
  if (text === undefined) {
    reading.problems.push(sayMissing(one, path, reading.loader));
    return [];
  }
  const { part, broken, problems } = parsePart(text, path);
  reading.broken ||= broken;
  reading.problems.push(...problems);
  const deeper: Chain = [path, ...chain];
  const first = await readAll(part.include ?? [], deeper, reading);
  const own = await readStages(part.stages ?? [], deeper, reading);
  reading.parts.push(part);
  return [...first, ...own];
}

function load(one: Included, path: string, { load, loadPart }: PartLoader) {
  if (one.kind === 'file') return load(path);
  const [name = '', version = ''] = one.name.split('@');
  return loadPart?.(name, version);
}

function refuse(
  one: Included,
  path: string | undefined,
  chain: Chain,
  reading: Reading,
): PipelineProblem | undefined {
  const say = (rule: string, message: string, hint: string) =>
    problem({ at: one.node.at, rule, message, hint, path: ['include'] });
  if (path === undefined) {
    const message = `\`include\` must stay inside of the repository, got ${JSON.stringify(one.name)}.`;
    return say('include-refused', message, 'Move the file into the repository, or publish it as a part.');
  }
  if (chain.includes(path)) {
    const way = [...chain].reverse();
    const cycle = [...way.slice(way.indexOf(path)), path].join(' → ');
    return say('cycle', `Files must not include each other: ${cycle}.`, 'Remove one of the includes.');
  }
  if (chain.length > includeDepth) {
    const message = `Files must include files at most ${includeDepth} levels deep.`;
    return say('include-refused', message, 'Include the file further up.');
  }
  if (reading.count < includeCount) return undefined;
  const message = `A pipeline must consist of at most ${includeCount} included files.`;
  return say('include-refused', message, 'Join some of them.');
}

function sayMissing(one: Included, path: string, { loadPart }: PartLoader): PipelineProblem {
  const message =
    one.kind === 'file'
      ? `\`include\` must name a file that there is, got \`${path}\`.`
      : `\`include\` must name a published part, got \`${one.name}\`.`;
  const hint =
    one.kind === 'file'
      ? 'The path is relative to the file that includes it.'
      : loadPart === undefined
        ? 'No parts are published here; include a file of the repository instead.'
        : 'Check its name and version.';
  return problem({ at: one.node.at, rule: 'include-missing', message, hint, path: ['include'] });
}
