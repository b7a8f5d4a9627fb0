import { styleText } from 'node:util';
import type { SkipReason, State } from '@stepyard/engine';

type Style = Parameters<typeof styleText>[0];

/** How each state looks everywhere: sign, word and colour; a colour never carries meaning alone. */
const looks: Record<State, readonly [sign: string, style: Style]> = {
  queueing: ['◌', 'dim'],
  waiting: ['○', 'dim'],
  running: ['●', 'blue'],
  success: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  aborted: ['■', 'magenta'],
  skipped: ['–', 'dim'],
  suspended: ['⏸', 'cyan'],
};

export function sign(state: State): string {
  const [text, style] = looks[state];
  return paint(style, text);
}

export function word(state: State): string {
  return paint(looks[state][1], state);
}

const skipped: Record<SkipReason, string> = {
  when: 'its condition does not hold',
  empty: 'its matrix is empty',
  needs: 'a task before it failed',
  stage: 'a stage before it failed',
  cancelled: 'the run was stopped',
};

/** Why a task was skipped. */
export function skipWords(reason: SkipReason): string {
  return skipped[reason];
}

/** Colours only where stdout is a terminal that wants them (NO_COLOR and FORCE_COLOR are heeded). */
export function paint(style: Style, text: string): string {
  return text === '' ? '' : styleText(style, text, { stream: process.stdout });
}

/** `850 ms`, `12.3 s`, `4 m 05 s`, `2 h 03 m`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(Math.floor(seconds % 60))} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
}

/** `16 B`, `1.2 kB`, `34.0 MB`: decimal units, as registries and browsers show them. */
export function bytes(count: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 'B';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return unit === 'B' ? `${count} B` : `${value.toFixed(1)} ${unit}`;
}

/** `2026-11-21 10:39:16` in the zone of the reader. */
export function time(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
