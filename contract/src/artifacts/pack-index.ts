import { hash } from 'node:crypto';
import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';
import { artifactTypes, type PackEntry } from './entry.ts';
import { nameProblem } from './name.ts';

/** The first bytes of a pack; the digit is the version of the format. */
export const header = Buffer.from('SYPACK1\n');

/** Offset and length of the index (64 bit, little endian), its SHA-256, eight zero bytes, `SYINDEX1`. */
export const footerBytes = 64;

const footerMagic = 'SYINDEX1';

/** An index of a million files has some 250 MB; a longer one is refused unread. */
const longestIndex = 1 << 28;

export interface IndexPlace {
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
}

export function indexAndFooter(entries: readonly PackEntry[], offset: number): Buffer {
  const index = Buffer.from(JSON.stringify({ files: entries }));
  const footer = Buffer.alloc(footerBytes);
  footer.writeBigUInt64LE(BigInt(offset), 0);
  footer.writeBigUInt64LE(BigInt(index.length), 8);
  footer.write(hash('sha256', index), 16, 'hex');
  footer.write(footerMagic, footerBytes - footerMagic.length, 'latin1');
  return Buffer.concat([index, footer]);
}

/** Where the index is, from the last bytes of a pack. */
export function readFooter(pack: string, footer: Buffer): IndexPlace {
  const magic = footer.toString('latin1', footerBytes - footerMagic.length);
  if (footer.length !== footerBytes || magic !== footerMagic) {
    throw damaged(pack, `does not end with ${JSON.stringify(footerMagic)}`);
  }
  const offset = Number(footer.readBigUInt64LE(0));
  const length = Number(footer.readBigUInt64LE(8));
  if (!(offset >= header.length && length <= longestIndex) || footer.readBigUInt64LE(48) !== 0n)
    throw damaged(pack, 'has a footer out of bounds');
  return { offset, length, sha256: footer.toString('hex', 16, 48) };
}

/** The files of a pack; refuses whatever a pack made by `packArtifacts` cannot hold. */
export function readIndex(pack: string, place: IndexPlace, bytes: Buffer): PackEntry[] {
  if (bytes.length !== place.length || hash('sha256', bytes) !== place.sha256) {
    throw damaged(pack, 'has an index that does not match its SHA-256');
  }
  const index: unknown = parse(bytes);
  if (!isRecord(index) || !Array.isArray(index.files)) throw damaged(pack, 'has an index without `files`');
  const taken = new Set<string>();
  let offset = header.length;
  const entries = index.files.map((value: unknown): PackEntry => {
    const entry = readEntry(pack, value);
    if (entry.offset !== offset)
      throw damaged(pack, `places ${quote(entry.name)} at ${entry.offset}, not at ${offset}`);
    offset += entry.size;
    if (taken.has(entry.name)) throw damaged(pack, `names ${quote(entry.name)} twice`);
    taken.add(entry.name);
    return entry;
  });
  if (offset !== place.offset)
    throw damaged(pack, `has contents that end at ${offset}, not at ${place.offset}`);
  for (const { name } of entries) {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
      if (taken.has(name.slice(0, at)))
        throw damaged(pack, `has ${quote(name.slice(0, at))} as file and directory`);
    }
  }
  return entries;
}

function readEntry(pack: string, value: unknown): PackEntry {
  if (!isRecord(value)) throw damaged(pack, 'lists something that is no file');
  const { name, offset, size, sha256, updatedAt, mode, type, ...others } = value;
  if (typeof name !== 'string') throw damaged(pack, 'lists a file without a name');
  const problem = nameProblem(name);
  if (problem !== undefined) throw damaged(pack, `names ${quote(name)}, which ${problem}`);
  const known = artifactTypes.find((candidate) => candidate === type);
  if (known === undefined) throw damaged(pack, `gives ${quote(name)} the type ${JSON.stringify(type)}`);
  const more = Object.keys(others)[0];
  if (more !== undefined) throw damaged(pack, `gives ${quote(name)} the unknown field ${quote(more)}`);
  if (!isCount(offset) || !isCount(size) || !isCount(mode) || mode > 0o777) {
    throw damaged(pack, `gives ${quote(name)} an offset, size or mode out of bounds`);
  }
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw damaged(pack, `gives ${quote(name)} no SHA-256`);
  }
  if (typeof updatedAt !== 'string' || Number.isNaN(Date.parse(updatedAt))) {
    throw damaged(pack, `gives ${quote(name)} no time`);
  }
  return { name, offset, size, sha256, updatedAt, mode, type: known };
}

/** The failure of a pack that is not what was stored, or was never ours. */
export function damaged(pack: string, how: string): StepError {
  return new StepError('REJECTED', `The artifact pack ${quote(pack)} ${how}.`, {
    hint: 'It was damaged or changed after it was stored. Run the task that made it again.',
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
