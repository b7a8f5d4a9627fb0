import { paint } from './style.ts';
import { widthOf } from './width.ts';

/** Columns as wide as their widest cell (Chinese counts double), two spaces apart; no frame, so that it can be cut and searched. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows.map((row) => row.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ')))];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
  return [paint('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n');
}
