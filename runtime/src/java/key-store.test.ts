import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loopbackCertificate } from '../../../test/support/loopback-certificate.ts';
import { keyStore } from './key-store.ts';

describe('runtime/java/key-store', () => {
  it('holds each certificate once, behind its header and before its digest', () => {
    const { raw } = new X509Certificate(loopbackCertificate.cert);
    const store = keyStore([raw, raw]);
    expect(store.subarray(0, 12).toString('hex')).toBe('feedfeed0000000200000001');
    expect(store.includes(raw)).toBe(true);
    expect(store.length).toBe(12 + 4 + 6 + 8 + 7 + 4 + raw.length + 20);
  });
});
