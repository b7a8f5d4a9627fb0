import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type FetchPart, getLong, isLong } from './s3-get-parts.ts';
import { all } from './store-suite.ts';

const mebibyte = 1 << 20;
const object = randomBytes(30 * mebibyte);

/** Gives the object in blocks, each after a pause; notes what it is asked for. */
function service(pauseMs: number, asked: unknown[]): FetchPart {
  return async ({ offset, length }, { etag = 'none', signal }) => {
    asked.push([offset, length, etag]);
    async function* bytes() {
      for (let at = offset; at < Math.min(offset + length, object.length); at += mebibyte) {
        if (pauseMs > 0) await sleep(pauseMs, undefined, { signal });
        yield object.subarray(at, Math.min(at + mebibyte, offset + length));
      }
    }
    return { bytes: bytes(), etag: 'one' };
  };
}

describe('contract/artifacts/s3-get-parts', () => {
  it('asks once where that is fast', async () => {
    const asked: unknown[] = [];
    const range = { offset: 5, length: 29 * mebibyte };
    expect(isLong(range)).toBe(true);
    const got = Buffer.concat(await all(getLong(range, service(0, asked))));
    expect(got.equals(object.subarray(5, 5 + range.length))).toBe(true);
    expect(asked).toEqual([[5, range.length, 'none']]);
  });

  it('asks for parts of the same object, several at once, where one connection is slow', async () => {
    const asked: unknown[] = [];
    const range = { offset: 5, length: 29 * mebibyte };
    const got = Buffer.concat(await all(getLong(range, service(30, asked))));
    expect(got.equals(object.subarray(5, 5 + range.length))).toBe(true);
    const part = 8 * mebibyte;
    const from = 5 + 4 * mebibyte;
    expect(asked).toEqual([
      [5, range.length, 'none'],
      ...[0, 1, 2].map((at) => [from + at * part, part, 'one']),
      [from + 3 * part, mebibyte, 'one'],
    ]);
  });

  it('gives what there is of a range that goes past the end, and stops what it has asked for', async () => {
    const past = { offset: 20 * mebibyte, length: 100 * mebibyte };
    expect(Buffer.concat(await all(getLong(past, service(30, [])))).length).toBe(10 * mebibyte);
    let stopped = 0;
    const counting: FetchPart = (range, more) => {
      more.signal.addEventListener('abort', () => (stopped += 1));
      return service(30, [])(range, more);
    };
    let read = 0;
    for await (const chunk of getLong({ offset: 0, length: object.length }, counting)) {
      read += chunk.length;
      if (read > 6 * mebibyte) break;
    }
    expect(stopped).toBeGreaterThan(2);
  });
});
