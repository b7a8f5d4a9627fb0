import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemultiplexer } from './demultiplex.ts';

describe('engine/docker/demultiplex', () => {
  it('gives the messages whole, wherever the chunks are cut', () => {
    const message = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 30 })), (messages, cuts) => {
        const sent = Buffer.concat(messages.map(framed));
        const demultiplexer = createDemultiplexer();
        const found: Uint8Array[] = [];
        let at = 0;
        for (const cut of [...cuts, sent.length]) {
          found.push(...demultiplexer.push(sent.subarray(at, at + cut)));
          at += cut;
        }
        expect(found.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
          messages.map((bytes) => Buffer.from(bytes).toString('hex')),
        );
      }),
    );
  });
});

function framed(bytes: Uint8Array): Buffer {
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}
