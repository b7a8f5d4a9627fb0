import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Bench, textOf } from '../executor-suite.ts';

/** Secrets reach the step and stand nowhere else. */
export function testSecrets(bench: Bench): void {
  describe('secrets', () => {
    it('stand in files that only the step can read, as long as it runs', async () => {
      const inFile = planted();
      const inVariable = planted();
      const request = bench.request(
        'cat "$INPUT_AUTH__TOKEN_FILE" > /dev/null && touch reading; while [ ! -e stop ]; do sleep 0.02; done',
        { secretFiles: { INPUT_AUTH__TOKEN_FILE: inFile }, secretEnv: { TOKEN: inVariable } },
      );
      await bench.executor.start(request);
      while (!existsSync(join(bench.workspace, 'reading'))) await sleep(20);
      const found = search(inFile);
      for (const path of found) {
        expect(statSync(path).mode & 0o777).toBe(0o400);
        expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      }
      expect(found.length).toBeLessThanOrEqual(1);
      expect(search(inVariable)).toEqual([]);
      writeFileSync(join(bench.workspace, 'stop'), '');
      await bench.executor.wait(request.name);
      expect(search(inFile)).toEqual([]);
      expect(search(inVariable)).toEqual([]);
    });

    it('are gone too after a step that was killed', async () => {
      const secret = planted();
      const request = bench.request('trap "" TERM; while :; do sleep 0.02; done', {
        secretFiles: { INPUT_TOKEN_FILE: secret },
        graceMs: 50,
      });
      await bench.executor.start(request);
      await bench.executor.cancel(request.name);
      await bench.executor.wait(request.name);
      expect(search(secret)).toEqual([]);
    });

    it('are masked in the log, however the step cuts them up', async () => {
      const secret = planted();
      const half = Math.floor(secret.length / 2);
      const script = [
        `cat "$INPUT_TOKEN_FILE"; echo`,
        `printf %s "$(head -c ${half} "$INPUT_TOKEN_FILE")"; sleep 0.1; tail -c +${half + 1} "$INPUT_TOKEN_FILE"; echo`,
        `for c in $(sed 's/./& /g' "$INPUT_TOKEN_FILE"); do printf %s "$c"; sleep 0.01; done; echo`,
        `echo "basic $(base64 < "$INPUT_TOKEN_FILE")"`,
        `echo "$OTHER" >&2`,
      ].join('\n');
      const other = planted();
      const request = bench.request(script, {
        secretFiles: { INPUT_TOKEN_FILE: secret },
        secretEnv: { OTHER: other },
        mask: [secret],
      });
      await bench.executor.start(request);
      const text = await textOf(bench.executor.logs(request.name));
      expect(text).toMatch(/^\*\*\*\n\*\*\*\n\*\*\*\nbasic \*\*\*.*\n\*\*\*\n$/);
      expect(search(secret)).toEqual([]);
      expect(search(other)).toEqual([]);
    });

    it('are masked in big output without loss', async () => {
      const secret = planted();
      const lines = 20_000;
      const request = bench.request(
        `i=0; while [ $i -lt ${lines} ]; do echo "line $i of ${'x'.repeat(60)} $TOKEN end"; i=$((i+1)); done`,
        { secretEnv: { TOKEN: secret } },
      );
      await bench.executor.start(request);
      const text = await textOf(bench.executor.logs(request.name));
      expect(text.includes(secret)).toBe(false);
      expect(text.split('*** end\n').length).toBe(lines + 1);
    });

    it('are masked in what the step writes for others', async () => {
      const secret = planted();
      const script = [
        'echo "$TOKEN" > "$STEPYARD_OUT/summary.md"; mkdir "$STEPYARD_OUT/outputs"; echo "$TOKEN" > "$STEPYARD_OUT/outputs/a"',
        `echo '{"contract":1,"status":"success","outputs":{"a":"'"$TOKEN"'"},"startedAt":"2026-01-01T00:00:00.000Z","finishedAt":"2026-01-01T00:00:01.000Z"}' > "$STEPYARD_OUT/result.json"`,
      ].join('\n');
      const request = bench.request(script, { secretEnv: { TOKEN: secret } });
      await bench.executor.start(request);
      const exit = await bench.executor.wait(request.name);
      expect(exit.result?.outputs).toEqual({ a: '***' });
      expect(readFileSync(join(exit.out, 'summary.md'), 'utf8')).toBe('***\n');
      expect(search(secret)).toEqual([]);
    });
  });

  function planted(): string {
    return `planted-${randomBytes(12).toString('hex')}`;
  }

  /** The files that hold the value, in all places where the executor or the step may have put it. */
  function search(value: string): string[] {
    const places = [bench.workspace, ...bench.under.secretPlaces(bench.place)];
    return places.flatMap((place) => filesBelow(place)).filter((path) => holds(path, value));
  }
}

function holds(path: string, value: string): boolean {
  try {
    return readFileSync(path).includes(value);
  } catch {
    return false;
  }
}

function filesBelow(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return [path];
  return stat?.isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [];
}
