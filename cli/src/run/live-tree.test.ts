import { Terminal } from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runView } from '../../test/run-view.ts';
import { liveTree } from './live-tree.ts';
import type { Shown } from './shown.ts';

let shown: Shown | undefined;
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => {
  shown?.end();
  vi.useRealTimers();
});

/** A real terminal, but for its window. */
function screenOf(columns: number, rows: number) {
  const terminal = new Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol: true,
    scrollback: 100,
  });
  const writes: string[] = [];
  const stream = {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write: (text: string) => {
      writes.push(text);
      terminal.write(text);
    },
  };
  const settled = () => new Promise<void>((resolve) => terminal.write('', resolve));
  const lines = async () => {
    await settled();
    const { active } = terminal.buffer;
    const all = Array.from({ length: active.length }, (_, row) => active.getLine(row));
    expect(all.filter((line) => line?.isWrapped)).toEqual([]);
    return all.map((line) => line?.translateToString(true) ?? '');
  };
  return { terminal, stream, writes, lines, settled };
}

const view = runView({ build: { install: 'success', test: 'running' }, release: { publish: 'waiting' } });
const test = view.tasks[1] ?? view.tasks[0];
const draw = () => vi.advanceTimersByTime(100);

describe('cli/run/live-tree', () => {
  it('is drawn in place: nothing wraps or scrolls, and what a task prints moves nothing', async () => {
    const { terminal, stream, writes, lines } = screenOf(24, 12);
    terminal.write('$ stepyard run\n');
    let now = 2_000;
    shown = liveTree(stream, () => now);
    await shown.changed(view);
    const hostile = [
      '\x1b[2J\x1b[H',
      '\x1b[?1049hx',
      'too wide for it 太宽了太宽了',
      '\x1b]0;t\x07',
      '\n\n',
      '\r\r',
    ];
    for (let frame = 0; frame < 24 && test; frame += 1) {
      now += 1_000;
      await shown.lines(test, [hostile[frame % hostile.length] ?? '']);
      draw();
    }
    expect((await lines()).slice(0, 10)).toEqual([
      '$ stepyard run',
      '● shop-12  running  26…',
      '  build',
      '    ✓ install  script …',
      '    ● test  script  25…',
      '        too wide for i…',
      '        x',
      '        too wide for i…',
      '  release',
      '    ○ publish  script',
    ]);
    expect(terminal.buffer.active.baseY).toBe(0);
    const frames = writes.filter((text) => text.includes('shop-12'));
    for (const frame of frames)
      expect(frame).toMatch(/^\x1b\[\?2026h\r(?:\x1b\[\d+A)?.*\x1b\[J\x1b\[\?2026l$/s);
    // Every line is written over the one before, and erased behind its end only.
    for (const frame of frames)
      expect(frame.match(/\x1b\[[012]?[JK]/g)?.slice(0, -1)).not.toContain('\x1b[2K');
  });

  it('stays in place when the window is made narrower, and leaves nothing behind', async () => {
    const { terminal, stream, lines, settled } = screenOf(60, 12);
    terminal.write('$ stepyard run\n');
    shown = liveTree(stream, () => 2_000);
    await shown.changed(view);
    await settled();
    terminal.resize(16, 12);
    draw();
    expect((await lines()).filter((line) => line !== '')).toEqual([
      '$ stepyard run',
      '● shop-12  run…',
      '  build',
      '    ✓ install …',
      '    ● test  sc…',
      '  release',
      '    ○ publish …',
    ]);
    shown.end();
    expect((await lines()).filter((line) => line !== '')).toEqual(['$ stepyard run']);
  });

  it('makes way for other lines', async () => {
    const { stream, lines, writes } = screenOf(60, 12);
    shown = liveTree(stream, () => 2_000);
    await shown.changed(view);
    await shown.aside(async () => {
      expect(await lines()).toEqual(Array(12).fill(''));
      stream.write('a shell\n');
    });
    expect((await lines()).slice(0, 2)).toEqual(['a shell', '● shop-12  running  2.0 s']);
    shown.end();
    expect(writes.at(-1)).toMatch(/\x1b\[\?25h$/);
  });
});
