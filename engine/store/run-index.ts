import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { isState } from '../core/shown.ts';
import type { RunFilter, RunSummary } from './summary.ts';

/** Lists of runs. All that is in it can be made again from the journals. */
export interface RunIndex {
  /** Runs that had finished when it was last written; absent where it is new. */
  readonly finished: number | undefined;
  put(summary: RunSummary): void;
  remove(run: string): void;
  list(filter: RunFilter): readonly RunSummary[];
  /** Replaces everything. */
  rebuild(summaries: Iterable<RunSummary>, finished: number): void;
  noteFinished(count: number): void;
  close(): void;
}

const schema = 1;
const columns = 'run, number, project, pipeline, title, state, queuedAt, startedAt, finishedAt, by, rerunOf';

/** Opens the index for the holder of the data directory, or for a reader beside it. */
export function openRunIndex(path: string, readOnly = false): RunIndex {
  if (!readOnly) mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { readOnly, timeout: 2000 });
  if (!readOnly) prepare(database);
  const insert = `INSERT OR REPLACE INTO runs (${columns}) VALUES (${'?, '.repeat(10)}?)`;
  const put = readOnly ? undefined : database.prepare(insert);
  const note = (count: number) => database.prepare('UPDATE meta SET finished = ?').run(count);
  return {
    finished: finishedOf(database),
    put: (summary) => void put?.run(...rowOf(summary)),
    remove: (run) => void database.prepare('DELETE FROM runs WHERE run = ?').run(run),
    list: (filter) => select(database, filter),
    rebuild(summaries, finished) {
      database.exec('BEGIN; DELETE FROM runs');
      for (const summary of summaries) put?.run(...rowOf(summary));
      note(finished);
      database.exec('COMMIT');
    },
    noteFinished: (count) => void note(count),
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  if (database.prepare('PRAGMA user_version').get()?.user_version === schema) return;
  database.exec(`
    DROP TABLE IF EXISTS runs;
    DROP TABLE IF EXISTS meta;
    CREATE TABLE runs (
      run TEXT PRIMARY KEY, number INTEGER NOT NULL, project TEXT NOT NULL, pipeline TEXT NOT NULL,
      title TEXT NOT NULL, state TEXT NOT NULL, queuedAt INTEGER NOT NULL, startedAt INTEGER,
      finishedAt INTEGER, by TEXT, rerunOf TEXT) WITHOUT ROWID;
    CREATE INDEX byTime ON runs (queuedAt);
    CREATE INDEX byProject ON runs (project, queuedAt);
    CREATE INDEX byPipeline ON runs (pipeline, queuedAt);
    CREATE INDEX byState ON runs (state, queuedAt);
    CREATE TABLE meta (finished INTEGER);
    INSERT INTO meta (finished) VALUES (NULL);
    PRAGMA user_version = ${schema};`);
}

function finishedOf(database: DatabaseSync): number | undefined {
  const value = database.prepare('SELECT finished FROM meta').get()?.finished;
  return typeof value === 'number' ? value : undefined;
}

function select(database: DatabaseSync, filter: RunFilter): readonly RunSummary[] {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...bound: readonly SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (filter.project !== undefined) where('project = ?', filter.project);
  if (filter.pipeline !== undefined) where('pipeline = ?', filter.pipeline);
  if (filter.before !== undefined) where('queuedAt < ?', filter.before);
  if (filter.states !== undefined) {
    where(`state IN (${filter.states.map(() => '?').join(', ')})`, ...filter.states);
  }
  const filtered = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const statement = database.prepare(
    `SELECT ${columns} FROM runs ${filtered} ORDER BY queuedAt DESC, number DESC LIMIT ?`,
  );
  return statement.all(...values, filter.limit ?? 50).flatMap((row) => summaryOf(row) ?? []);
}

function rowOf(summary: RunSummary): SQLInputValue[] {
  const { run, number, project, pipeline, title, state, queuedAt, startedAt, finishedAt, by, rerunOf } =
    summary;
  return [
    ...[run, number, project, pipeline, title, state, queuedAt],
    ...[startedAt ?? null, finishedAt ?? null, by ?? null, rerunOf ?? null],
  ];
}

function summaryOf(row: Record<string, SQLOutputValue>): RunSummary | undefined {
  const { state, startedAt, finishedAt, by, rerunOf } = row;
  if (!isState(state)) return undefined;
  return {
    run: String(row.run),
    number: Number(row.number),
    project: String(row.project),
    pipeline: String(row.pipeline),
    title: String(row.title),
    state,
    queuedAt: Number(row.queuedAt),
    ...(typeof startedAt === 'number' && { startedAt }),
    ...(typeof finishedAt === 'number' && { finishedAt }),
    ...(typeof by === 'string' && { by }),
    ...(typeof rerunOf === 'string' && { rerunOf }),
  };
}
