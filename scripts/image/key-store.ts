import { createHash } from 'node:crypto';

/**
 * A Java key store of certificates without the times at which they were put in, and in the order of their names:
 * the same certificates give the same bytes. Its password is Java's own, `changeit`.
 * Format: magic, version, count; entries of tag, alias, time, type, length, certificate; SHA-1 of password and all.
 */
export function withoutTimes(store: Buffer): Buffer {
  if (store.length < 32 || store.readUInt32BE(0) !== magic) return store;
  const count = store.readUInt32BE(8);
  const entries: { readonly alias: string; readonly bytes: Buffer }[] = [];
  let at = 12;
  for (let index = 0; index < count; index++) {
    const start = at;
    if (store.readUInt32BE(at) !== certificate) return store;
    const named = store.readUInt16BE(at + 4);
    const alias = store.toString('utf8', at + 6, at + 6 + named);
    const time = at + 6 + named;
    const typed = store.readUInt16BE(time + 8);
    at = time + 10 + typed;
    at += 4 + store.readUInt32BE(at);
    const bytes = Buffer.from(store.subarray(start, at));
    bytes.fill(0, time - start, time - start + 8);
    entries.push({ alias, bytes });
  }
  entries.sort((a, b) => (a.alias < b.alias ? -1 : 1));
  const content = Buffer.concat([store.subarray(0, 12), ...entries.map(({ bytes }) => bytes)]);
  const password = Buffer.from('changeit', 'utf16le').swap16();
  const digest = createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest();
  return Buffer.concat([content, digest]);
}

const magic = 0xfeedfeed;
const certificate = 2;
