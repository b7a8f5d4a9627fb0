import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBench, textOf } from '../executor-suite.ts';
import { pathsOf } from './attempt-directory.ts';
import { processUnderTest, supervisorsOf } from './process-under-test.ts';

const forged = JSON.stringify({ status: 0, startedAt: 1, finishedAt: 2, node: 'forged' });
/** The attempt's own directory, as a script finds it. */
const own = 'own=$(dirname "$STEPYARD_OUT")';

describe('engine/executors/process/forged-records', () => {
  const bench = createBench(processUnderTest);
  const run = async (script: string) => {
    const request = bench.request(script);
    await bench.executor.start(request);
    return request.name;
  };

  it.each([
    ['damaged', 'no json'],
    ['of other types', '{"status":"0","startedAt":"x","finishedAt":[],"node":7}'],
    ['well formed', forged],
  ])('believes who saw the end, not a record that is %s', async (_, text) => {
    const name = await run(`${own}; printf '%s' '${text}' >"$own/exit.json"; echo said; exit 3`);
    expect(await textOf(bench.executor.logs(name))).toBe('said\n');
    expect(await bench.executor.wait(name)).toMatchObject({ status: 3 });
    expect(JSON.parse(readFileSync(pathsOf(bench.place, name).exit, 'utf8'))).toMatchObject({ status: 3 });
    await bench.executor.remove(name);
    expect(existsSync(pathsOf(bench.place, name).directory)).toBe(false);
  });

  it('follows, waits for and stops a step whose neighbour says that it has ended', async () => {
    const victim = await run('trap "echo stopped; exit 5" TERM; echo up; sleep 60 & wait');
    const log = textOf(bench.executor.logs(victim));
    const ended = bench.executor.wait(victim);
    const other = await run(`${own}; printf '%s' '${forged}' >"$own/../${victim}/exit.json"`);
    await bench.executor.wait(other);
    const late = textOf(bench.executor.logs(victim));
    while (readFileSync(pathsOf(bench.place, victim).log, 'utf8') === '') await sleep(10);
    await expect(bench.executor.remove(victim)).rejects.toThrow('has not ended');
    await bench.executor.cancel(victim);
    expect(await ended).toMatchObject({ status: 5 });
    expect([await log, await late]).toEqual(['up\nstopped\n', 'up\nstopped\n']);
  });

  it('ignores what is written once the end was seen, for every client', async () => {
    const name = await run('exit 4');
    const first = await bench.executor.wait(name);
    writeFileSync(pathsOf(bench.place, name).exit, forged);
    expect(await bench.executor.wait(name)).toEqual(first);
    expect(await (await bench.another()).wait(name)).toEqual(first);
  });

  it('ends a step that has removed its own directory', async () => {
    const name = await run(`${own}; rm -rf "$own"; exit 6`);
    expect(await bench.executor.wait(name)).toMatchObject({ status: 6 });
    await bench.executor.remove(name);
  });

  it('loses one attempt by a damaged record, once nobody is left who saw its end', async () => {
    const [lost, kept] = [await run('exit 0'), await run('exit 7')];
    for (const name of [lost, kept]) await bench.executor.wait(name);
    writeFileSync(pathsOf(bench.place, lost).exit, '{"status":0');
    await processUnderTest.crash(bench.place);
    const next = await bench.another();
    expect(await next.wait(lost)).toMatchObject({ cause: 'NODE_LOST' });
    expect(await next.wait(kept)).toMatchObject({ status: 7 });
    for (const name of [lost, kept]) await next.remove(name);
    expect(await next.adopt()).not.toContain(lost);
  });

  it('goes on when a step has removed all that is known of attempts', async () => {
    const name = await run(`${own}; rm -rf "$(dirname "$own")"; exit 0`);
    expect(await bench.executor.wait(name)).toMatchObject({ status: 0 });
    expect(await bench.executor.adopt()).toEqual([]);
    const next = await run('exit 8');
    expect(await bench.executor.wait(next)).toMatchObject({ status: 8 });
  });

  it('believes a record where no supervisor is left that knows better', async () => {
    const name = await run('sleep 60');
    await processUnderTest.crash(bench.place);
    writeFileSync(pathsOf(bench.place, name).exit, forged);
    expect(await (await bench.another()).wait(name)).toMatchObject({ status: 0, node: 'forged' });
    expect(supervisorsOf(bench.place).length).toBeGreaterThan(0);
    rmSync(join(bench.place, 'attempts'), { recursive: true });
    mkdirSync(join(bench.place, 'attempts'));
  });
});
