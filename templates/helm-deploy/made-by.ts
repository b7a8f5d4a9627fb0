import { createHash } from 'node:crypto';
import type { DeployStep } from './deploy-step.ts';

/** Names a task of a run in a label; `undefined` for a step that is run by hand, which nothing tells from others. */
export function madeByOf({ task, inputs }: DeployStep): string | undefined {
  if (task === undefined) return undefined;
  const text = [task.project, task.run, task.task, inputs.release].join('\n');
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/.{24}$/, '');
}
