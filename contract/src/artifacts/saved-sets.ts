import { createHash } from 'node:crypto';
import { packKey } from './collect.ts';
import type { ArtifactStore } from './store.ts';

/** Lowest first. A run saves at its own trust, and restores what was saved at that or above it. */
export const setTrusts = ['fork', 'branch', 'default-branch', 'release'] as const;

/** Who saves a set. */
export interface SetPlace {
  readonly project: string;
  readonly trust: (typeof setTrusts)[number];
  readonly pipeline: string;
  readonly run: string;
  readonly attempt: number;
  readonly task: string;
}

/** A saved set, as its key in the store tells it. */
export interface SavedSet {
  readonly key: string;
  readonly trust: string;
  readonly pipeline: string;
  readonly name: string;
  readonly run: string;
  readonly attempt: number;
  readonly task: string;
  /** RFC 3339, UTC. */
  readonly savedAt: string;
  /** Of the pack. */
  readonly size: number;
}

/** The part of the store that holds sets: of the project, of one trust in it, of a pipeline, of a name. */
export function setsBelow(project: string, ...further: readonly string[]): string {
  return `${[project, 'sets', ...further].map(escaped).join('/')}/`;
}

/** Below which key a task saves a set: one for each attempt, so that none is ever written over. */
export function setPrefix({ project, trust, pipeline, run, attempt, task }: SetPlace, name: string): string {
  return `${setsBelow(project, trust, pipeline, name)}${escaped(run)}.${attempt}/${escaped(task)}`;
}

/** The sets below some prefixes: of the latest run first, and of its latest attempt. */
export async function listSets(store: ArtifactStore, ...prefixes: readonly string[]): Promise<SavedSet[]> {
  const found: SavedSet[] = [];
  for (const prefix of prefixes) {
    for await (const { key, updatedAt, size } of store.list(prefix)) {
      const set = readKey(key);
      if (set !== undefined) found.push({ ...set, savedAt: updatedAt, size });
    }
  }
  return found.sort(
    (a, b) =>
      numberOf(b.run) - numberOf(a.run) || b.attempt - a.attempt || b.savedAt.localeCompare(a.savedAt),
  );
}

function readKey(key: string): Omit<SavedSet, 'savedAt' | 'size'> | undefined {
  const [, , trust, pipeline, name, saved, task] = key.split('/').map(plain);
  const [, run, attempt] = /^(.+)\.(\d+)$/s.exec(saved ?? '') ?? [];
  if (trust === undefined || pipeline === undefined || name === undefined || task === undefined)
    return undefined;
  if (run === undefined || key !== packKey(key.slice(0, key.lastIndexOf('/')))) return undefined;
  return { key, trust, pipeline, name, run, attempt: Number(attempt), task };
}

/** Runs of a pipeline are numbered; an older one that saves late is still the older one. */
function numberOf(run: string): number {
  return Number(/-(\d+)$/.exec(run)?.[1] ?? 0);
}

const longest = 200;

/** A text as one part of a key; what is no letter, digit, `.`, `_` or `-` becomes `%` and two hex digits a byte. */
function escaped(text: string): string {
  const safe = encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*~]/g, percent)
    .replace(/^\.+/, (dots) => '%2E'.repeat(dots.length));
  if (safe.length <= longest) return safe || '%';
  const digest = createHash('sha256').update(text).digest('hex');
  return `${safe.slice(0, longest - 20)}~${digest.slice(0, 16)}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
