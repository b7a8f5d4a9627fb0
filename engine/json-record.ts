import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A record is far smaller; what is longer was not written by us. */
const longestRecord = 32 * 2 ** 20;

/** The object in a JSON file, `undefined` where there is none. A link is not followed, a pipe not waited for. */
export function readRecord(path: string): JsonObject | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > longestRecord) return undefined;
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
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
