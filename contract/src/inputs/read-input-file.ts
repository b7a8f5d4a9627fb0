import { readFileSync } from 'node:fs';

/** A script may be long, a value is not: more than this is the wrong file. */
const longest = 16 * 1024 * 1024;

/** Reads the file of an input, as UTF-8 text; also from a pipe such as `/dev/stdin`. */
export function readInputFile(path: string): string {
  const bytes = readFileSync(path);
  if (bytes.length > longest) throw new Error(`it has ${bytes.length} bytes, more than ${longest}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('it is not UTF-8 text');
  }
}
