import type { RunView, StageView, TaskView } from '@stepyard/engine';
import { clip } from './clip.ts';
import { oneLine } from './harmless.ts';
import { paint } from './style.ts';
import { foldedStage, headLine, restLine, type TaskLines, taskLines } from './tree-lines.ts';

export interface TreeOptions {
  /** Unix milliseconds, for what still runs. */
  readonly now: number;
  /** The last lines of running tasks, by key. */
  readonly tails: ReadonlyMap<string, readonly string[]>;
  readonly columns: number;
  /** Lines at the most: what has ended and what waits is folded before what runs. */
  readonly rows: number;
}

interface Detail {
  /** Lines of a running task's log. */
  readonly tail: number;
  /** Stages that are shown by one line. */
  readonly folded: readonly ('ended' | 'waiting')[];
  /** Tasks of other stages that are only counted. */
  readonly counted: readonly ('ended' | 'waiting')[];
}

/** From the most that can be shown to the least. */
const details: readonly Detail[] = [
  { tail: 3, folded: [], counted: [] },
  { tail: 1, folded: [], counted: [] },
  { tail: 1, folded: ['ended'], counted: [] },
  { tail: 1, folded: ['ended', 'waiting'], counted: [] },
  { tail: 1, folded: ['ended', 'waiting'], counted: ['ended'] },
  { tail: 1, folded: ['ended', 'waiting'], counted: ['ended', 'waiting'] },
  { tail: 0, folded: ['ended', 'waiting'], counted: ['ended', 'waiting'] },
];

/** The run as a tree of stages and tasks, as a terminal shows it while it runs: lines that neither wrap nor scroll. */
export function tree(run: RunView, options: TreeOptions): readonly string[] {
  const { rows, columns, now } = options;
  let lines: readonly string[] = [];
  for (const detail of details) {
    lines = [headLine(run, now), ...blocksOf(run).flatMap((block) => blockLines(block, detail, options))];
    if (lines.length <= rows) break;
  }
  return cut(lines, rows).map((line) => clip(line, columns));
}

interface Block {
  readonly title: string;
  readonly parallel: boolean;
  readonly tasks: readonly TaskView[];
}

function blocksOf(run: RunView): readonly Block[] {
  const of = (stage: string | undefined) => run.tasks.filter((task) => task.stage === stage);
  const stages = run.stages.map(({ name, title, parallel }: StageView) => ({
    title,
    parallel,
    tasks: of(name),
  }));
  const last = of(undefined);
  return last.length === 0 ? stages : [...stages, { title: 'finally', parallel: false, tasks: last }];
}

function blockLines(block: Block, detail: Detail, { now, tails }: TreeOptions): readonly string[] {
  const fold = detail.folded.find((kind) => block.tasks.every((task) => isKind(task, kind)));
  if (fold !== undefined) return [foldedStage(block.title, block.tasks)];
  const of = (kind: 'ended' | 'waiting') =>
    detail.counted.includes(kind) ? block.tasks.filter((task) => isKind(task, kind)) : [];
  const [ended, waiting] = [of('ended'), of('waiting')];
  const shown = block.tasks.filter((task) => !ended.includes(task) && !waiting.includes(task));
  const how: TaskLines = { now, tailOf: ({ key }) => lastOf(tails.get(key) ?? [], detail.tail) };
  return [
    `  ${paint('bold', oneLine(block.title))}${block.parallel ? paint('dim', '  parallel') : ''}`,
    ...(ended.length > 0 ? [restLine('success', `${ended.length} of ${block.tasks.length} done`)] : []),
    ...shown.flatMap((task) => taskLines(task, how)),
    ...(waiting.length > 0 ? [restLine('waiting', `${waiting.length} more to come`)] : []),
  ];
}

function lastOf(lines: readonly string[], count: number): readonly string[] {
  return lines.slice(Math.max(0, lines.length - count));
}

/** What failed is never folded. */
function isKind({ state }: TaskView, kind: 'ended' | 'waiting'): boolean {
  const kinds = { ended: ['success', 'skipped'], waiting: ['waiting', 'queueing'] };
  return kinds[kind].includes(state);
}

function cut(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), paint('dim', `  … ${lines.length - rows + 1} more lines`)];
}
