import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Step } from '../step.ts';
import { titleOf } from './object.ts';
import type { Change } from './plan.ts';

type Shown = Pick<Step<unknown>, 'keep' | 'log' | 'masked' | 'summary' | 'workspace'>;

const words = { create: 'make', change: 'change', none: 'leave', delete: 'delete' };
const shownLines = 400;

/** A change as it is shown. */
export interface ShownChange extends Pick<Change, 'object' | 'diff'> {
  readonly action: keyof typeof words;
}

/** Numbers of a plan, for people. */
export function countText(changes: readonly Pick<ShownChange, 'action'>[]): string {
  const count = (action: ShownChange['action']) => changes.filter((one) => one.action === action).length;
  const deleted = count('delete') === 0 ? '' : `, ${count('delete')} to delete`;
  return `${count('create')} to make, ${count('change')} to change, ${count('none')} unchanged${deleted}`;
}

/** Prints what would change before it does, and keeps it whole as an artifact below the workspace. */
export async function showPlan(step: Shown, file: string, changes: readonly ShownChange[]): Promise<string> {
  const diff = step.masked(changes.map((change) => change.diff).join(''));
  await step.log.group(`What changes: ${countText(changes)}`, async () => {
    for (const { action, object } of changes) step.log.info(`${words[action]} ${titleOf(object)}`);
    const lines = diff.split('\n');
    for (const line of lines.slice(0, shownLines)) step.log.info(line);
    if (lines.length > shownLines) step.log.info(`… ${lines.length - shownLines} lines more in ${file}`);
  });
  keepDiff(step, file, diff);
  return diff;
}

function keepDiff(step: Shown, file: string, diff: string): void {
  const path = join(step.workspace, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, diff);
  step.keep(path);
}
