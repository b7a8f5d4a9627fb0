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
  return `${plain(file)}:${line}:${column} ${kind}: ${plain(message)}\n  ${plain(hint)}`;
}

/** Without control characters: names in a file may hold what a terminal obeys. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, escaped);
}

function escaped(sign: string): string {
  return sign === '\n' ? '\\n' : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
