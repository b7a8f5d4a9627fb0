import { Transform } from 'node:stream';
import type { Masker } from './masker.ts';

/** A Node stream that masks what passes through it. */
export function maskTransform(masker: Masker): Transform {
  const stream = masker.stream();
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      done(null, stream.push(chunk));
    },
    flush(done) {
      done(null, stream.flush());
    },
  });
}
