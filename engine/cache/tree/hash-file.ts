import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.allocUnsafe(4 * 2 ** 20);

/** SHA-256 of a file that is no link, in hex. */
export function hashFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(file);
    const first = readSync(file, buffer);
    if (first === size) return hash('sha256', buffer.subarray(0, first), 'hex');
    const sum = createHash('sha256').update(buffer.subarray(0, first));
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      sum.update(buffer.subarray(0, read));
    }
    return sum.digest('hex');
  } finally {
    closeSync(file);
  }
}
