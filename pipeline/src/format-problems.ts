import { inOrder } from './parse-pipeline.ts';
import type { PipelineProblem } from './plan.ts';

/** Problems as text, two lines each: place, rule and what is wrong; what to do. In the order of the file. */
export function formatProblems(problems: readonly PipelineProblem[]): string {
  return inOrder(problems)
    .map((one) => `${formatProblem(one)}\n`)
    .join('');
}

function formatProblem({ file, line, column, rule, severity, message, hint }: PipelineProblem): string {
  const kind = severity === 'warning' ? `warning ${rule}` : rule;
  return `${file}:${line}:${column} ${kind}: ${message}\n  ${hint}`;
}
