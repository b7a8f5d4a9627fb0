import { decodeFrame, firstLink, magic } from './frame.ts';

/** What a journal holds, up to where it can be read. */
export interface ReadFrames {
  /** How many. */
  readonly frames: number;
  /** Bytes that are whole. */
  readonly end: number;
  /** What the next frame must carry. */
  readonly link: string;
  /** Bytes behind `end` that belong to a write that was never finished. */
  readonly torn: number;
}

/** A journal that is not what was written. */
export interface DamagedJournal extends Error {
  readonly code: 'JOURNAL_DAMAGED';
  readonly path: string;
  readonly offset: number;
  readonly hint: string;
}

/** Where to begin in the middle of a journal. */
export interface FrameCursor {
  readonly end: number;
  readonly link: string;
}

/** The beginning of a journal. */
export const journalStart: FrameCursor = { end: magic.length, link: firstLink };

/**
 * Reads the frames of a journal in order. A write that was cut short at the end is left out and counted;
 * everything else that is not as it was written is refused.
 * @throws DamagedJournal naming the offset.
 */
export function readFrames(path: string, bytes: Buffer, each: (payload: string) => void): ReadFrames {
  const start = bytes.subarray(0, magic.length);
  if (bytes.length < magic.length && magic.subarray(0, bytes.length).equals(start)) {
    return { frames: 0, end: 0, link: firstLink, torn: bytes.length };
  }
  if (!start.equals(magic)) throw damagedJournal(path, 0, 'it does not begin as a journal does');
  return readFrom(path, bytes, { end: magic.length, link: firstLink }, 0, each);
}

/** Goes on where an earlier reading stopped; `bytes` begin at `base` in the file. */
export function readFrom(
  path: string,
  bytes: Buffer,
  cursor: FrameCursor,
  base: number,
  each: (payload: string) => void,
): ReadFrames {
  let { end, link } = cursor;
  let frames = 0;
  while (end - base < bytes.length) {
    const frame = decodeFrame(bytes, end - base, link);
    if ('torn' in frame) break;
    if ('damage' in frame) throw damagedJournal(path, end, `in the frame there ${frame.damage}`);
    each(frame.payload);
    frames += 1;
    end = base + frame.end;
    link = frame.link;
  }
  return { frames, end, link, torn: base + bytes.length - end };
}

function damagedJournal(path: string, offset: number, why: string): DamagedJournal {
  return Object.assign(
    new Error(`The journal ${JSON.stringify(path)} is damaged at byte ${offset}: ${why}.`),
    {
      code: 'JOURNAL_DAMAGED' as const,
      path,
      offset,
      hint: 'Restore the file from a copy; it is left as it is, and its run is not touched.',
    },
  );
}
