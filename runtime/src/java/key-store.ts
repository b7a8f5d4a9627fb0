import { createHash } from 'node:crypto';

/** The password that every Java installation has for its own store of certificates, which are no secret. */
const password = 'changeit';

/**
 * Certificates as a JKS file, each once. Java's own tool takes half a second for each, and no package writes this
 * format; it is that of `sun.security.provider.JavaKeyStore`, read by all Java versions.
 */
export function keyStore(certificates: readonly Buffer[]): Buffer {
  const distinct = new Map(certificates.map((one) => [one.toString('base64'), one]));
  const entries = [...distinct.values()].map((one, index) =>
    Buffer.concat([
      number(trustedCertificate),
      text(`ca-${index}`),
      Buffer.alloc(8),
      text('X.509'),
      number(one.length),
      one,
    ]),
  );
  const store = Buffer.concat([number(magic), number(version), number(entries.length), ...entries]);
  return Buffer.concat([store, digest(store)]);
}

const magic = 0xfeedfeed;
const version = 2;
const trustedCertificate = 2;

/** Two bytes for each character of the password, the words that the format has, and the store. */
function digest(store: Buffer): Buffer {
  const wide = Buffer.from(password, 'utf16le').swap16();
  return createHash('sha1').update(wide).update('Mighty Aphrodite').update(store).digest();
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, Buffer.from(value, 'ascii')]);
}
