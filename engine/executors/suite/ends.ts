import { describe, expect, it } from 'vitest';
import { type Bench, textOf } from '../executor-suite.ts';

const result =
  '{"contract":1,"status":"success","outputs":{"a":1},"startedAt":"2026-01-01T00:00:00.000Z","finishedAt":"2026-01-01T00:00:01.000Z"}';

/** How starts end, and what is known of them then. */
export function testEnds(bench: Bench): void {
  describe('ends', () => {
    it('reports the exit status, when and where', async () => {
      const before = Date.now();
      const { image: _, foreign: __, ...exit } = await run('exit 3');
      expect(exit).toEqual({
        status: 3,
        out: expect.any(String),
        startedAt: expect.any(Number),
        finishedAt: expect.any(Number),
        node: expect.stringMatching(/./),
      });
      expect(exit.startedAt).toBeGreaterThanOrEqual(before - 1_000);
      expect(exit.finishedAt).toBeGreaterThanOrEqual(exit.startedAt);
    });

    it('reports the signal that ended it', async () => {
      expect(await run('kill -9 $$')).toMatchObject({ signal: 'SIGKILL' });
    });

    it('gives the result that the step wrote', async () => {
      const exit = await run(`printf %s '${result}' > "$STEPYARD_OUT/result.json"`);
      expect(exit).toMatchObject({ status: 0, result: JSON.parse(result) });
    });

    it.each([
      ['is no JSON', 'echo "{" > "$STEPYARD_OUT/result.json"'],
      ['is of another shape', `echo '{"contract":1,"status":"great"}' > "$STEPYARD_OUT/result.json"`],
      ['is a link', `printf %s '${result}' > real.json; ln -s "$PWD/real.json" "$STEPYARD_OUT/result.json"`],
      ['is a pipe', 'mkfifo "$STEPYARD_OUT/result.json"'],
      ['is a directory', 'mkdir "$STEPYARD_OUT/result.json"'],
      ['is too long', 'head -c 40000000 /dev/zero > "$STEPYARD_OUT/result.json"'],
      ['is no text', 'head -c 1000 /dev/urandom > "$STEPYARD_OUT/result.json"'],
    ])('gives no result where the file %s', async (_, script) => {
      const exit = await run(script);
      expect(exit).toMatchObject({ status: 0 });
      expect(exit.result).toBeUndefined();
    });

    it('takes nothing that is printed for a result', async () => {
      const exit = await run(`echo '::set-output name=a::1'; echo '${result}'; echo result.json`);
      expect(exit.result).toBeUndefined();
    });

    it('starts a name once, however often and by whomever it is asked', async () => {
      const other = await bench.another();
      const request = bench.request('echo started >> "$STEPYARD_WORKSPACE/ledger"; sleep 0.2');
      const all = [bench.executor, other, bench.executor, other, bench.executor];
      await Promise.all(all.map((executor) => executor.start(request)));
      await bench.executor.wait(request.name);
      await other.start(request);
      await other.wait(request.name);
      const check = bench.request('cat "$STEPYARD_WORKSPACE/ledger"');
      await bench.executor.start(check);
      expect(await textOf(bench.executor.logs(check.name))).toBe('started\n');
    });

    it('runs many at once', async () => {
      const requests = Array.from({ length: 12 }, (_, index) => bench.request(`sleep 0.1; exit ${index}`));
      await Promise.all(requests.map((request) => bench.executor.start(request)));
      const exits = await Promise.all(requests.map(({ name }) => bench.executor.wait(name)));
      expect(exits.map(({ status }) => status)).toEqual(requests.map((_, index) => index));
    });

    it('knows what was started until it is removed', async () => {
      const request = bench.request('true');
      await bench.executor.start(request);
      await bench.executor.wait(request.name);
      expect(await bench.executor.adopt()).toContain(request.name);
      await bench.executor.remove(request.name);
      expect(await bench.executor.adopt()).not.toContain(request.name);
      await bench.executor.remove(request.name);
      await expect(bench.executor.wait(request.name)).rejects.toThrow(
        `No attempt has the name "${request.name}".`,
      );
    });

    it('does not remove what runs', async () => {
      const request = bench.request('sleep 60');
      await bench.executor.start(request);
      await expect(bench.executor.remove(request.name)).rejects.toThrow(
        `${request.name} has not ended; cancel it and wait for it before it is removed.`,
      );
      await bench.executor.cancel(request.name);
      await bench.executor.wait(request.name);
    });

    it.each([
      '',
      '.',
      '..',
      '../a',
      'a/b',
      'a\\b',
      'A',
      '-a',
      'a-',
      'a b',
      'a\n',
      'a\0b',
      '.new-a',
      'ä',
      'a.b',
      'a'.repeat(64),
    ])('refuses %j as a name', async (name) => {
      const message = `The name of an attempt must be a DNS label of at most 63 characters, got ${JSON.stringify(name)}.`;
      await expect(bench.executor.start(bench.request('true', { name }))).rejects.toThrow(message);
      await expect(bench.executor.remove(name)).rejects.toThrow(message);
    });
  });

  async function run(script: string) {
    const request = bench.request(script);
    await bench.executor.start(request);
    return bench.executor.wait(request.name);
  }
}
