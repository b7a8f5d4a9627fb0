import type { RunView } from '@stepyard/engine';
import { setScreen } from '../output.ts';
import { logLine } from '../show/harmless.ts';
import { createPicture, type PictureStream } from '../show/picture.ts';
import { tree } from '../show/tree.ts';
import type { Shown } from './shown.ts';

/** Lines of each log that are kept: a few are shown while the task runs, all when it has failed. */
const keptLines = 12;

/** A live tree in a terminal, redrawn ten times a second, with the last lines of what runs. */
export function liveTree(stream: PictureStream, now: () => number = Date.now): Shown {
  const picture = createPicture(stream);
  const tails = new Map<string, readonly string[]>();
  let run: RunView | undefined;
  let away = 0;
  const draw = () => {
    if (run === undefined || away > 0) return;
    const { columns, rows } = picture.size();
    picture.show(tree(run, { now: now(), tails, columns, rows }));
  };
  const screen = { hide: () => picture.clear(), show: draw };
  setScreen(screen);
  const timer = setInterval(draw, 100);
  return {
    changed(view) {
      const first = run === undefined;
      run = view;
      if (first) draw();
    },
    lines({ key }, lines) {
      const said = lines.map(logLine).filter((line) => line.trim() !== '');
      if (said.length > 0) tails.set(key, [...(tails.get(key) ?? []), ...said].slice(-keptLines));
    },
    async aside(work) {
      away += 1;
      picture.clear();
      setScreen(undefined);
      try {
        return await work();
      } finally {
        away -= 1;
        if (away === 0) setScreen(screen);
        draw();
      }
    },
    lastLines: (key) => tails.get(key) ?? [],
    end() {
      clearInterval(timer);
      setScreen(undefined);
      picture.end();
    },
  };
}
