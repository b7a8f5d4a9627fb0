import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { writeRecord } from '../../json-record.ts';
import { createBench, textOf } from '../executor-suite.ts';
import { attemptsDirectory, pathsOf } from './attempt-directory.ts';
import { createProcessExecutor } from './process-executor.ts';
import { identityOf, isAlive } from './process-identity.ts';
import { processUnderTest, supervisorsOf } from './process-under-test.ts';
import type { StartRecord } from './records.ts';
import { draftPrefix } from './supervisor-records.ts';

describe('engine/executors/process/supervision', () => {
  const bench = createBench(processUnderTest);

  it('keeps its directory to its user, and secrets off the supervisor', async () => {
    const request = bench.request('sleep 60', {
      secretEnv: { TOKEN: 'planted-in-a-variable' },
      secretFiles: { INPUT_TOKEN_FILE: 'planted-in-a-file' },
      mask: ['planted-to-be-masked'],
    });
    process.env.STEPYARD_SECRET_OURS = 'planted-in-the-scheduler';
    await bench.executor.start(request);
    delete process.env.STEPYARD_SECRET_OURS;
    expect(statSync(bench.place).mode & 0o777).toBe(0o700);
    const [supervisor] = supervisorsOf(bench.place);
    const listing = execFileSync('ps', ['eww', '-o', 'command=', '-p', String(supervisor?.pid)], {
      encoding: 'utf8',
    });
    expect(listing).toMatch(/supervisor\.ts .* PATH=/);
    expect(listing).not.toContain('planted');
    expect(readFileSync(pathsOf(bench.place, request.name).start, 'utf8')).not.toContain('planted');
    await bench.executor.cancel(request.name);
    await bench.executor.wait(request.name);
  });

  it('has one supervisor, though several schedulers start at the same moment', async () => {
    const own = await Promise.all([bench.another(), bench.another(), bench.another()]);
    const requests = own.map(() => bench.request('exit 5'));
    await Promise.all(own.map((executor, index) => executor.start(requests[index] ?? bench.request('true'))));
    for (const { name } of requests) expect(await bench.executor.wait(name)).toMatchObject({ status: 5 });
  });

  it('ends by itself, and leaves nothing', async () => {
    const executor = createProcessExecutor({
      directory: join(bench.place, 'resting'),
      idleMs: 30,
      compileCache: false,
    });
    const request = bench.request('true');
    await executor.start(request);
    const [supervisor] = supervisorsOf(join(bench.place, 'resting'));
    await executor.wait(request.name);
    await executor.close();
    while (supervisor !== undefined && isAlive(supervisor)) await sleep(10);
    expect(supervisor?.directories.filter((path) => existsSync(path))).toEqual([]);
    expect(supervisorsOf(join(bench.place, 'resting'))).toEqual([]);
    expect(readFileSync(join(bench.place, 'resting', 'supervisor.log'), 'utf8')).toBe('');
    expect(await executor.wait(request.name)).toMatchObject({ status: 0 });
    const next = bench.request('exit 2');
    await executor.start(next);
    expect(await executor.wait(next.name)).toMatchObject({ status: 2 });
    await executor.close();
  });

  it('lets its steps stop when it is asked to end', async () => {
    const request = bench.request('trap "exit 11" TERM; touch trapped; while :; do sleep 0.02; done');
    await bench.executor.start(request);
    while (!existsSync(join(bench.workspace, 'trapped'))) await sleep(10);
    for (const { pid } of supervisorsOf(bench.place)) process.kill(pid, 'SIGTERM');
    expect(await bench.executor.wait(request.name)).toMatchObject({ status: 11 });
  });

  it('clears away what a dead one left half made', async () => {
    const directory = join(bench.place, 'cleared');
    const executor = createProcessExecutor({ directory, idleMs: 30, compileCache: false });
    const request = bench.request('sleep 60');
    await executor.start(request);
    const [supervisor] = supervisorsOf(directory);
    const draft = join(attemptsDirectory(directory), `${supervisor && draftPrefix(supervisor)}abcdef`);
    mkdirSync(join(draft, 'out'), { recursive: true });
    await processUnderTest.crash(directory);
    expect(await executor.adopt()).toEqual([request.name]);
    const next = bench.request('true');
    await executor.start(next);
    await executor.wait(next.name);
    expect(readdirSync(attemptsDirectory(directory)).sort()).toEqual([request.name, next.name].sort());
    expect(await executor.wait(request.name)).toMatchObject({ cause: 'NODE_LOST' });
    await executor.close();
  });

  it('takes an attempt whose record a power cut took for lost', async () => {
    mkdirSync(pathsOf(bench.place, 'cut-1').directory);
    writeFileSync(pathsOf(bench.place, 'cut-1').start, '');
    await bench.executor.start(bench.request('touch cut', { name: 'cut-1' }));
    expect(await bench.executor.wait('cut-1')).toMatchObject({ cause: 'NODE_LOST' });
    expect(existsSync(join(bench.workspace, 'cut'))).toBe(false);
    await bench.executor.remove('cut-1');
    expect(await bench.executor.adopt()).not.toContain('cut-1');
  });

  it('does not kill a process that was given the id of a lost one', async () => {
    const innocent = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const dead = { pid: 2 ** 22 + 1, started: 'long ago', protocol: 1, socket: '/none', directories: [] };
    const name = plant('reused-1', dead, { pid: innocent.pid ?? 0, started: 'long ago' });
    expect(await bench.executor.wait(name)).toMatchObject({
      cause: 'NODE_LOST',
      message: 'reused-1: its supervisor ended while it ran.',
    });
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull();
    innocent.kill('SIGKILL');
  });

  it('waits for, follows and stops the steps of a supervisor of another version', async () => {
    const step = spawn('sh', ['-c', 'trap "exit 0" TERM; while :; do sleep 0.02; done'], {
      detached: true,
      stdio: 'ignore',
    });
    const supervisor = { ...identity(spawn('sleep', ['60'], { stdio: 'ignore' })), protocol: 0 };
    const name = plant('older-1', { ...supervisor, socket: '/none', directories: [] }, identity(step));
    const paths = pathsOf(bench.place, name);
    writeFileSync(paths.log, 'one\n');
    const log = textOf(bench.executor.logs(name));
    const exit = bench.executor.wait(name);
    const ended = new Promise((resolve) => step.once('exit', resolve));
    await bench.executor.cancel(name);
    await ended;
    writeFileSync(paths.log, 'one\ntwo\n');
    writeRecord(paths.exit, { status: 0, startedAt: 1, finishedAt: 2, node: 'n' });
    expect(await exit).toMatchObject({ status: 0, startedAt: 1 });
    expect(await log).toBe('one\ntwo\n');
    process.kill(supervisor.pid, 'SIGKILL');
  });

  it('gives a step a home of its own where it is told to', async () => {
    const directory = join(bench.place, 'private');
    const executor = createProcessExecutor({ directory, idleMs: 30, home: 'private', compileCache: false });
    const request = bench.request(
      'ls -A "$HOME"; test "$HOME" != "$OURS" && echo "${NODE_COMPILE_CACHE-none}"',
      {
        env: { OURS: process.env.HOME ?? '' },
      },
    );
    await executor.start(request);
    expect(await textOf(executor.logs(request.name))).toBe('none\n');
    await executor.close();
  });

  it.each([
    ['no-such-program', '`no-such-program` could not be started: there is no such program on PATH.'],
    ['./not-executable', '`./not-executable` could not be started: it may not be executed.'],
    ['a\0b', '`a\0b` could not be started: a variable or argument holds a null byte.'],
  ])('says why %j cannot be started', async (command, message) => {
    writeFileSync(join(bench.workspace, 'not-executable'), '');
    chmodSync(join(bench.workspace, 'not-executable'), 0o600);
    const request = bench.request('', { start: { command: [command] } });
    await bench.executor.start(request);
    const exit = await bench.executor.wait(request.name);
    expect(exit).toMatchObject({ status: 1, result: { failure: { code: 'TOOL_MISSING', message } } });
    expect(await textOf(bench.executor.logs(request.name))).toContain(`TOOL_MISSING: ${message}\n  `);
  });

  it('refuses a template without a command', async () => {
    const request = bench.request('', { start: { image: 'some/image' } });
    await expect(bench.executor.start(request)).rejects.toThrow(
      `${request.name}: the process executor needs a command, the template has none.`,
    );
  });

  /** An attempt as another supervisor left it. */
  function plant(
    name: string,
    supervisor: StartRecord['supervisor'],
    leader: { pid: number; started: string },
  ): string {
    const paths = pathsOf(bench.place, name);
    mkdirSync(paths.out, { recursive: true });
    const record: StartRecord = {
      name,
      supervisor,
      command: ['sleep'],
      workspace: bench.workspace,
      workdir: undefined,
      env: {},
      secrets: '/no/such/directory',
      temporary: '/no/such/other',
      graceMs: 1_000,
      startedAt: Date.now(),
      node: 'here',
    };
    writeRecord(paths.start, record);
    writeRecord(paths.process, leader);
    return name;
  }
});

function identity(child: ChildProcess): { pid: number; started: string } {
  const found = identityOf(child.pid ?? 0);
  if (found === undefined) throw new Error('The process is gone.');
  return found;
}
