import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object in a JSON file, `undefined` where there is none. */
export function readRecord(path: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a record whole; a later one takes its place. */
export function writeRecord(path: string, record: object): void {
  renameSync(writeDraft(path, record), path);
}

/** Writes a record whole unless there is one already; the first one stands. */
export function writeRecordOnce(path: string, record: object): void {
  const draft = writeDraft(path, record);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writeDraft(path: string, record: object): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { flag: 'wx', mode: 0o600 });
  return draft;
}
