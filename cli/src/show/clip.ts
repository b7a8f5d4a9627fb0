import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';

/** A line as wide as the terminal at the most; Chinese counts double, colours nothing. */
export function clip(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  return `${sliceAnsi(line, 0, Math.max(0, columns - 1))}…`;
}
