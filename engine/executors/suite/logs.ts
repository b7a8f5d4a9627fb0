import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LogChunk } from '../executor.ts';
import { type Bench, textOf } from '../executor-suite.ts';

const megabyte = 2 ** 20;

/** What a step prints is what is read, once and in order. */
export function testLogs(bench: Bench): void {
  describe('logs', () => {
    it('keeps lines of both streams in their order', async () => {
      const script = 'for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done';
      const lines = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `out ${i}\nerr ${i}\n`);
      expect(await print(script)).toBe(lines.join(''));
    });

    it('takes what is written to /dev/stderr', async () => {
      expect(await print('echo a > /dev/stderr; echo b | tee /dev/stderr')).toBe('a\nb\nb\n');
    });

    it('gives a big log whole to who follows it and to who comes later', async () => {
      const script = `head -c ${20 * megabyte} /dev/zero | tr '\\0' x | tee "$STEPYARD_WORKSPACE/big" | cat`;
      const request = bench.request(script);
      await bench.executor.start(request);
      const followed = await digest(request.name);
      expect(followed.size).toBe(20 * megabyte);
      expect(await digest(request.name)).toEqual(followed);
      expect(followed.sha256).toBe(
        createHash('sha256')
          .update('x'.repeat(20 * megabyte))
          .digest('hex'),
      );
    });

    it('gives many small lines whole', async () => {
      const count = 100_000;
      const text = await print(`i=0; while [ $i -lt ${count} ]; do i=$((i+1)); echo $i; done`);
      const lines = text.split('\n');
      expect(lines.length).toBe(count + 1);
      expect(lines.every((line, index) => index === count || line === String(index + 1))).toBe(true);
    });

    it('is read while the step runs', async () => {
      const request = bench.request('echo ready; while [ ! -e heard ]; do sleep 0.02; done; echo done');
      await bench.executor.start(request);
      const log = bench.executor.logs(request.name)[Symbol.asyncIterator]();
      expect(Buffer.from((await log.next()).value.bytes).toString()).toBe('ready\n');
      const tell = bench.request('touch heard');
      await bench.executor.start(tell);
      expect(Buffer.from((await log.next()).value.bytes).toString()).toBe('done\n');
      expect(await log.next()).toEqual({ done: true, value: undefined });
    });

    it('is read from any offset, with the places of the bytes', async () => {
      const request = bench.request('printf 0123456789');
      await bench.executor.start(request);
      await bench.executor.wait(request.name);
      const chunks = await chunksOf(bench.executor.logs(request.name, 7));
      expect(chunks.map(({ offset }) => offset)).toEqual([7]);
      expect(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString()).toBe('789');
      expect(await textOf(bench.executor.logs(request.name, 10))).toBe('');
      expect(await textOf(bench.executor.logs(request.name, 1_000))).toBe('');
    });

    it('keeps bytes that are no text', async () => {
      const request = bench.request("printf '\\377\\376\\000\\033[31m\\r\\n'");
      await bench.executor.start(request);
      const chunks = await chunksOf(bench.executor.logs(request.name));
      expect(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('hex')).toBe('fffe001b5b33316d0d0a');
    });

    it('is refused for a name that nobody started', async () => {
      await expect(textOf(bench.executor.logs('nobody-1'))).rejects.toThrow(
        'No attempt has the name "nobody-1".',
      );
    });
  });

  async function print(script: string): Promise<string> {
    const request = bench.request(script);
    await bench.executor.start(request);
    return textOf(bench.executor.logs(request.name));
  }

  async function digest(name: string): Promise<{ size: number; sha256: string }> {
    const hash = createHash('sha256');
    let size = 0;
    for await (const { offset, bytes } of bench.executor.logs(name)) {
      expect(offset).toBe(size);
      size += bytes.length;
      hash.update(bytes);
    }
    return { size, sha256: hash.digest('hex') };
  }
}

async function chunksOf(log: AsyncIterable<LogChunk>): Promise<LogChunk[]> {
  const chunks: LogChunk[] = [];
  for await (const chunk of log) chunks.push(chunk);
  return chunks;
}
