import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJournal, openJournal } from './journal.ts';
import { readFrames } from './read-journal.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-journal-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function written(name: string, payloads: readonly string[]): Promise<string> {
  const path = join(directory, name);
  const journal = await createJournal(path);
  for (const payload of payloads) await journal.append(payload);
  await journal.close();
  return path;
}

function read(bytes: Buffer): {
  readonly payloads: readonly string[];
  readonly end: number;
  readonly torn: number;
} {
  const payloads: string[] = [];
  const { end, torn } = readFrames('j', bytes, (payload) => payloads.push(payload));
  return { payloads, end, torn };
}

describe('engine/store/journal', () => {
  it('gives back what was added, also over several openings', async () => {
    const path = await written('several', ['{"a":1}', '{"b":"克隆"}']);
    const seen: string[] = [];
    const { journal, truncated } = await openJournal(path, (payload) => seen.push(payload));
    await journal.append('three');
    expect(journal.size).toBe((await stat(path)).size);
    await journal.close();
    expect([seen, truncated]).toEqual([['{"a":1}', '{"b":"克隆"}'], undefined]);
    expect(read(await readFile(path)).payloads).toEqual(['{"a":1}', '{"b":"克隆"}', 'three']);
  });

  it('commits what is added at the same time in one write', async () => {
    const path = join(directory, 'group');
    const journal = await createJournal(path);
    const promises = Array.from({ length: 1000 }, (_, index) => journal.append(`frame ${index}`));
    expect(new Set(promises).size).toBe(1);
    await Promise.all(promises);
    await journal.close();
    expect(read(await readFile(path)).payloads).toHaveLength(1000);
  });

  it('is not made over one that exists', async () => {
    const path = await written('once', ['x']);
    await expect(createJournal(path)).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('adds nothing more after a write that failed', async () => {
    const journal = await createJournal(join(directory, 'closed'));
    await journal.append('one');
    await journal.close();
    await expect(journal.append('two')).rejects.toThrow('file closed');
    await expect(journal.append('three')).rejects.toThrow('file closed');
  });

  it('cut at any byte, gives an earlier state and says what it cut off', async () => {
    const payloads = Array.from({ length: 12 }, (_, index) => `{"type":"ended","task":"t${index}"}`);
    const whole = await readFile(await written('cut', payloads));
    const path = join(directory, 'cut-copy');
    for (let length = 0; length <= whole.length; length += 1) {
      const { payloads: kept, end, torn } = read(whole.subarray(0, length));
      expect(kept).toEqual(payloads.slice(0, kept.length));
      expect(end + torn).toBe(length);
    }
    for (const length of [0, 3, 8, 9, 50, 100, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length));
      const seen: string[] = [];
      const { journal, truncated } = await openJournal(path, (payload) => seen.push(payload));
      await journal.append('after');
      await journal.close();
      expect(read(await readFile(path)).payloads).toEqual([...seen, 'after']);
      if (truncated) expect(truncated.offset + truncated.bytes).toBe(length);
    }
  });

  it('refuses a flipped bit wherever it is in 4 kB, naming the frame that it is in', async () => {
    const payloads = Array.from(
      { length: 12 },
      (_, index) => `{"task":"t${index}","text":"${'x'.repeat(400)}"}`,
    );
    const whole = await readFile(await written('flip', payloads));
    expect(whole.length).toBeGreaterThan(4096);
    const missed: string[] = [];
    for (let bit = 0; bit < 4096 * 8; bit += 1) {
      const { offset, frame } = flip(whole, bit);
      if (offset !== frame) missed.push(`bit ${bit}: ${offset}`);
    }
    expect(missed).toEqual([]);
  });

  it('refuses a flipped bit in the last frame too', async () => {
    const whole = await readFile(await written('last', ['{"n":1}', '{"n":2}']));
    const offsets = Array.from({ length: whole.length * 8 }, (_, bit) => flip(whole, bit).offset);
    expect(offsets).not.toContain(-1);
  });

  it('refuses a frame that was put elsewhere', async () => {
    const whole = await readFile(await written('moved', ['{"n":1}', '{"n":2}', '{"n":3}']));
    const frame = 28 + 7;
    const swapped = Buffer.concat([
      whole.subarray(0, 8),
      whole.subarray(8 + frame, 8 + 2 * frame),
      whole.subarray(8, 8 + frame),
      whole.subarray(8 + 2 * frame),
    ]);
    expect(() => read(swapped)).toThrow(
      'The journal "j" is damaged at byte 8: in the frame there it does not follow the frame before it.',
    );
  });

  it('takes zeros at the end for a write that was never finished', async () => {
    const whole = await readFile(await written('zeros', ['{"n":1}']));
    expect(read(Buffer.concat([whole, Buffer.alloc(100)]))).toEqual({
      payloads: ['{"n":1}'],
      end: whole.length,
      torn: 100,
    });
  });

  it('refuses a file that is something else', () => {
    expect(() => read(Buffer.from('{"version": 1}'))).toThrow(
      'The journal "j" is damaged at byte 0: it does not begin as a journal does.',
    );
  });
});

/** Where the damage is said to be after one bit was flipped, and the frame that the bit is in. */
function flip(whole: Buffer, bit: number): { readonly offset: number; readonly frame: number } {
  const place = bit >> 3;
  const bytes = Buffer.from(whole);
  bytes[place] = (bytes[place] ?? 0) ^ (1 << (bit & 7));
  return { offset: damageOf(bytes), frame: frameAt(whole, place) };
}

function frameAt(whole: Buffer, place: number): number {
  if (place < 8) return 0;
  let start = 8;
  for (let end = start; end <= place; end += 28 + whole.readUInt32LE(end)) start = end;
  return start;
}

function damageOf(bytes: Buffer): number {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof Error && 'offset' in error) return Number(error.offset);
    throw error;
  }
  return -1;
}
