import sliceAnsi from 'slice-ansi';
import { widthOf } from './width.ts';

/** A line as wide as the terminal at the most; Chinese counts double, colours nothing. */
export function clip(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  const room = Math.max(0, columns - 1);
  const cut = sliceAnsi(line, 0, room);
  // A wide sign that stands across the edge is cut too.
  return `${widthOf(cut) <= room ? cut : sliceAnsi(line, 0, room - 1)}…`;
}
