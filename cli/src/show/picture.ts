import { widthOf } from './width.ts';

/** The part of a terminal's stream that a picture needs. */
export interface PictureStream {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Some lines at the bottom of a terminal that are replaced in place. */
export interface Picture {
  /** What a line and the lines together may have, so that nothing wraps or scrolls. */
  size(): { readonly columns: number; readonly rows: number };
  show(lines: readonly string[]): void;
  clear(): void;
  /** Clears it and gives the cursor back. */
  end(): void;
}

/** Terminals that know it show what is between at once: https://contour-terminal.org/vt-extensions/synchronized-output/ */
const [together, asOne] = ['\x1b[?2026h', '\x1b[?2026l'];
const [hideCursor, showCursor] = ['\x1b[?25l', '\x1b[?25h'];
const [eraseRest, eraseBelow] = ['\x1b[K', '\x1b[J'];

/** Each line is written over the one before, and only then is its rest erased: nothing is empty in between. */
export function createPicture(stream: PictureStream): Picture {
  let shown: readonly string[] = [];
  const atExit = () => stream.write(showCursor);

  function back(): string {
    const up = rowsOf(shown, stream.columns || 80);
    return up === 0 ? '\r' : `\r\x1b[${up}A`;
  }

  return {
    size: () => ({
      columns: Math.max(1, (stream.columns || 80) - 1),
      rows: Math.max(1, (stream.rows || 24) - 1),
    }),
    show(lines) {
      if (shown.length === 0) {
        stream.write(hideCursor);
        process.once('exit', atExit);
      }
      const text = lines.map((line) => `${line}${eraseRest}\n`).join('');
      stream.write(`${together}${back()}${text}${eraseBelow}${asOne}`);
      shown = lines;
    },
    clear() {
      if (shown.length === 0) return;
      stream.write(`${back()}${eraseBelow}${showCursor}`);
      process.off('exit', atExit);
      shown = [];
    },
    end() {
      this.clear();
    },
  };
}

/** Rows that lines take now: a window that was made narrower has wrapped them. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}
