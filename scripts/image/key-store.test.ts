import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withoutTimes } from './key-store.ts';

function store(entries: readonly (readonly [alias: string, time: bigint, certificate: string])[]): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32BE(0xfeedfeed, 0);
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  const parts = entries.map(([alias, time, certificate]) => {
    const [tag, when, length] = [Buffer.alloc(4), Buffer.alloc(8), Buffer.alloc(4)];
    tag.writeUInt32BE(2);
    when.writeBigUInt64BE(time);
    length.writeUInt32BE(certificate.length);
    return Buffer.concat([tag, text(alias), when, text('X.509'), length, Buffer.from(certificate)]);
  });
  const content = Buffer.concat([head, ...parts]);
  const password = Buffer.from('\0c\0h\0a\0n\0g\0e\0i\0t');
  return Buffer.concat([
    content,
    createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest(),
  ]);
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, Buffer.from(value)]);
}

describe('scripts/image/key-store', () => {
  it('takes times and order away, and signs anew', () => {
    const made = store([
      ['debian:b.pem', 1_700_000_000_000n, 'second'],
      ['debian:a.pem', 1_700_000_000_001n, 'first'],
    ]);
    const expected = store([
      ['debian:a.pem', 0n, 'first'],
      ['debian:b.pem', 0n, 'second'],
    ]);
    expect(withoutTimes(made).equals(expected)).toBe(true);
    expect(withoutTimes(expected).equals(expected)).toBe(true);
  });

  it('leaves other files as they are', () => {
    const pem = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    expect(withoutTimes(pem)).toBe(pem);
  });
});
