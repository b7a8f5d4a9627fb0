import { hash } from 'node:crypto';
import { crc32c } from './crc32c.ts';

/** The first bytes of every journal. */
export const magic = Buffer.from('STEPYRD1', 'latin1');

/** Bytes before the payload: its length, its CRC-32C, the hash of the frame before, the CRC-32C of all these. */
export const headerSize = 28;

/** A longer payload is taken for damage. */
export const longestPayload = 256 * 1024 * 1024;

const hashAt = 8;
const hashSize = 16;
const headerCrcAt = hashAt + hashSize;

/** The link to put into the first frame. */
export const firstLink = linkTo(magic);

/** What the next frame must carry: the beginning of the SHA-256 of this one, a character for each byte. */
export function linkTo(frame: Uint8Array): string {
  return hash('sha256', frame, 'binary').slice(0, hashSize);
}

/** Writes one frame. */
export function encodeFrame(payload: string, link: string): Buffer {
  const length = Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(headerSize + length);
  frame.write(payload, headerSize);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt32LE(crc32c(frame, headerSize), 4);
  frame.write(link, hashAt, 'latin1');
  frame.writeUInt32LE(crc32c(frame, 0, headerCrcAt), headerCrcAt);
  return frame;
}

export type DecodedFrame =
  | { readonly payload: string; readonly end: number; readonly link: string }
  /** The bytes end inside of the frame: a write that was never finished. */
  | { readonly torn: true }
  | { readonly damage: string };

/**
 * Reads the frame at an offset. The header has a checksum of its own, so that a flipped bit in the length
 * is not mistaken for a frame whose end is missing.
 */
export function decodeFrame(bytes: Buffer, at: number, link: string): DecodedFrame {
  if (bytes.length - at < headerSize) return { torn: true };
  if (bytes.readUInt32LE(at + headerCrcAt) !== crc32c(bytes, at, at + headerCrcAt)) {
    return isZero(bytes, at) ? { torn: true } : { damage: 'the checksum of its header is wrong' };
  }
  if (bytes.toString('latin1', at + hashAt, at + headerCrcAt) !== link) {
    return { damage: 'it does not follow the frame before it' };
  }
  const length = bytes.readUInt32LE(at);
  if (length > longestPayload) return { damage: `its length of ${length} bytes is too much` };
  const start = at + headerSize;
  const end = start + length;
  if (end > bytes.length) return { torn: true };
  if (bytes.readUInt32LE(at + 4) !== crc32c(bytes, start, end)) {
    return { damage: 'the checksum of its content is wrong' };
  }
  return { payload: bytes.toString('utf8', start, end), end, link: linkTo(bytes.subarray(at, end)) };
}

/** A file system may lengthen a file before it has written what belongs there. */
function isZero(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at += 1) if (bytes[at] !== 0) return false;
  return true;
}
