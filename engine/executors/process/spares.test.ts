import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Exit } from '../executor.ts';
import { createBench, textOf } from '../executor-suite.ts';
import { processUnderTest } from './process-under-test.ts';

const program = `import { readdirSync } from 'node:fs';
console.log(JSON.stringify({
  main: import.meta.main,
  argv: process.argv.slice(1),
  execArgv: process.execArgv,
  env: process.env.VALUE,
  names: Object.keys(process.env).sort(),
  directory: process.cwd(),
  descriptors: readdirSync('/dev/fd').length,
  early: performance.timeOrigin,
}));
process.exitCode = 7;
`;

describe('engine/executors/process/spares', () => {
  const bench = createBench(processUnderTest);

  it('runs a Node program in a process that was up already just as in a new one', async () => {
    const script = join(bench.workspace, 'program.mjs');
    writeFileSync(script, program);
    const first = await run('first', {});
    let next = await run('next', {});
    for (let tries = 0; tries < 50 && !next.wasUp; tries++) {
      await sleep(50);
      next = await run('next', {});
    }
    expect(first.wasUp).toBe(false);
    expect(next.wasUp).toBe(true);
    const { descriptors, env, ...same } = first.told;
    expect(next.told).toEqual({ ...same, descriptors: expect.any(Number), env: 'next' });
    expect(next.told.descriptors).toBeLessThanOrEqual(descriptors);
    expect(same).toMatchObject({ main: true, argv: [script, 'a b', '-c'], directory: bench.workspace });
    expect(next.exit).toMatchObject({ status: 7 });

    const other = await run('other', { NODE_OPTIONS: '--no-warnings' });
    expect(other.wasUp).toBe(false);

    async function run(value: string, more: Record<string, string>) {
      const request = bench.request('', {
        start: { command: [process.execPath, script, 'a b', '-c'] },
        env: { VALUE: value, ...more },
      });
      await bench.executor.start(request);
      const text = await textOf(bench.executor.logs(request.name));
      const exit: Exit = await bench.executor.wait(request.name);
      const { early, ...told } = JSON.parse(text);
      return { told, exit, wasUp: early < exit.startedAt };
    }
  });

  it('is stopped like any other', async () => {
    const script = join(bench.workspace, 'stopped.mjs');
    writeFileSync(
      script,
      "process.on('SIGTERM', () => process.exit(12)); setInterval(() => {}, 1000); console.log('up');",
    );
    for (const _ of [1, 2, 3]) {
      const request = bench.request('', { start: { command: [process.execPath, script] } });
      await bench.executor.start(request);
      for await (const _chunk of bench.executor.logs(request.name)) await bench.executor.cancel(request.name);
      expect(await bench.executor.wait(request.name)).toMatchObject({ status: 12 });
    }
  });

  it('has loaded what a program needs, by the `warm.js` beside it, and is for that program only', async () => {
    const [first = '', second = ''] = ['first', 'second'].map((name) => {
      const folder = join(bench.workspace, name);
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      writeFileSync(
        join(folder, 'part.js'),
        'globalThis.parts = [...(globalThis.parts ?? []), import.meta.url];',
      );
      writeFileSync(join(folder, 'warm.js'), "import './part.js'; globalThis.warm = true;");
      writeFileSync(
        join(folder, 'main.js'),
        "import './part.js'; console.log(JSON.stringify({ warm: globalThis.warm === true, parts: parts.length }));",
      );
      return join(folder, 'main.js');
    });
    expect(await warmed(first)).toEqual({ warm: true, parts: 1 });
    expect(await told(second)).toEqual({ warm: false, parts: 1 });
    expect(await warmed(second)).toEqual({ warm: true, parts: 1 });

    async function warmed(script: string) {
      let found = await told(script);
      for (let tries = 0; tries < 50 && !found.warm; tries++) {
        await sleep(50);
        found = await told(script);
      }
      return found;
    }

    async function told(script: string) {
      const request = bench.request('', { start: { command: [process.execPath, script] } });
      await bench.executor.start(request);
      return JSON.parse(await textOf(bench.executor.logs(request.name)));
    }
  });
});
