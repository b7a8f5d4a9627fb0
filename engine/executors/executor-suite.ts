import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Executor, LogChunk, Start, StartRequest } from './executor.ts';
import { removeTree } from './remove-tree.ts';
import { testAdoption } from './suite/adoption.ts';
import { testCancel } from './suite/cancel.ts';
import { testEnds } from './suite/ends.ts';
import { testEnvironment } from './suite/environment.ts';
import { testLogs } from './suite/logs.ts';
import { testSecrets } from './suite/secrets.ts';

/** What the suite needs to know of an executor; `place` is a directory that stands for one installation. */
export interface ExecutorUnderTest {
  open(place: string): Promise<Executor>;
  /** How a POSIX shell script is started. */
  start(script: string): Start;
  /** Kills at once what carries the steps of a place and the steps with it, as far as a crash would. */
  crash(place: string): Promise<void>;
  /** Directories where no secret may stand but in files that only the step's user can read. */
  secretPlaces(place: string): readonly string[];
  /** Makes `workspace` lead to the workspace of the run, where the executor keeps it elsewhere. */
  makeWorkspace?(executor: Executor, request: StartRequest, workspace: string): Promise<void>;
  /** Removes what belongs to a place and is not in its directory. */
  clear?(executor: Executor, request: StartRequest): Promise<void>;
}

/** One installation with an executor on it. */
export interface Bench {
  readonly place: string;
  readonly workspace: string;
  readonly under: ExecutorUnderTest;
  /** Set before the tests run. */
  executor: Executor;
  /** Another scheduler on the same installation; closed at the end. */
  another(): Promise<Executor>;
  request(script: string, more?: Partial<StartRequest>): StartRequest;
}

/** Holds an executor to the interface; every executor passes the same tests. */
export function testExecutor(path: string, under: ExecutorUnderTest): void {
  describe(path, () => {
    const bench = createBench(under);
    const parts = [testEnds, testLogs, testCancel, testEnvironment, testSecrets, testAdoption];
    for (const part of parts) part(bench);
  });
}

/** An installation in a temporary directory that lives as long as the tests around it. */
export function createBench(under: ExecutorUnderTest): Bench {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'executor-suite-')));
  const place = join(home, 'place');
  const workspace = join(home, 'workspace');
  const opened: Executor[] = [];

  async function another(): Promise<Executor> {
    const executor = await under.open(place);
    opened.push(executor);
    return executor;
  }

  const bench: Bench = {
    place,
    workspace,
    under,
    another,
    get executor(): Executor {
      throw new Error('The executor is there once the tests run.');
    },
    set executor(executor: Executor) {
      Object.defineProperty(bench, 'executor', { value: executor });
    },
    request: (script, more) => ({
      name: `suite-${randomBytes(6).toString('hex')}-1`,
      project: 'suite',
      run: 'suite-1',
      start: under.start(script),
      env: {},
      secretFiles: {},
      secretEnv: {},
      mask: [],
      files: {},
      workspace,
      workdir: undefined,
      caches: [],
      claims: join(home, 'claims'),
      graceMs: 5_000,
      ...more,
    }),
  };

  beforeAll(async () => {
    bench.executor = await another();
    if (under.makeWorkspace === undefined) mkdirSync(workspace);
    else await under.makeWorkspace(bench.executor, bench.request('true'), workspace);
  });
  afterAll(async () => {
    for (const name of (await opened[0]?.adopt()) ?? []) await opened[0]?.cancel(name);
    for (const name of (await opened[0]?.adopt()) ?? []) await opened[0]?.wait(name);
    if (opened[0] !== undefined) await under.clear?.(opened[0], bench.request('true'));
    for (const executor of opened) await executor.close();
    await removeTree(home);
    // A supervisor that had just begun writes its record once more.
    for (let wait = 0; wait < 4; wait++) {
      await sleep(500);
      await removeTree(home);
    }
  });
  return bench;
}

/** The whole text of a log. */
export async function textOf(log: AsyncIterable<LogChunk>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const { bytes } of log) parts.push(bytes);
  return Buffer.concat(parts).toString();
}
