import type { Masker } from './masker.ts';

/** How other programs show a value, made without the masker's own encoders: name and text. */
export function occurrences(value: string): [name: string, shown: string][] {
  const bytes = Buffer.from(value);
  const url = new URL('https://host/');
  url.password = value;
  return [
    ['as it is', value],
    ['as base64', bytes.toString('base64')],
    ['as base64 for URLs', bytes.toString('base64url')],
    ['in hex', bytes.toString('hex')],
    ['in upper-case hex', bytes.toString('hex').toUpperCase()],
    ['by encodeURIComponent', encodeURIComponent(value)],
    ['in a form', new URLSearchParams([['', value]]).toString().slice(1)],
    ['as a URL’s password', url.password],
    ['in lower-case escapes', encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase())],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ['within single quotes', value.replaceAll("'", "'\\''")],
    ['in XML', value.replaceAll('&', '&amp;').replace(/[<>"']/g, (char) => `&${entities[char]};`)],
  ];
}

const entities: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Numbers from 0 to below a limit, the same for the same seed (mulberry32). */
export function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** What a stream gives out for a text cut at random places, empty pieces included. */
export function maskInPieces(masker: Masker, bytes: Buffer, random: (limit: number) => number): Buffer {
  const stream = masker.stream();
  const out: Uint8Array[] = [];
  const most = 1 + random(40);
  for (let at = 0; at < bytes.length; ) {
    const size = random(most + 1);
    out.push(Buffer.from(stream.push(bytes.subarray(at, at + size))));
    at += size;
  }
  out.push(Buffer.from(stream.flush()));
  return Buffer.concat(out);
}
