import { createHash } from 'node:crypto';
import { StepError } from '../step-error.ts';

/** The digest of bytes as registries write it: `sha256:…`. */
export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** @throws StepError REJECTED where bytes are not those that a digest names. */
export function assertDigest(what: string, bytes: Uint8Array, digest: string): void {
  const found = digestOf(bytes);
  if (found !== digest) throw wrongDigest(what, digest, found);
}

export function wrongDigest(what: string, digest: string, found: string): StepError {
  return new StepError('REJECTED', `${what} must have the digest ${digest}, got ${found}.`, {
    hint: 'The registry, or something on the way to it, changed the content: do not use it.',
  });
}
