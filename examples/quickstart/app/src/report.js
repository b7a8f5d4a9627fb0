import prettyMilliseconds from 'pretty-ms';

/** One line for each task, slowest first, and the sum. */
export function report(tasks) {
  const lines = Object.entries(tasks)
    .sort(([, a], [, b]) => b - a)
    .map(([name, milliseconds]) => `${name}: ${prettyMilliseconds(milliseconds)}`);
  const total = Object.values(tasks).reduce((sum, milliseconds) => sum + milliseconds, 0);
  return [...lines, `in all: ${prettyMilliseconds(total)}`].join('\n');
}
