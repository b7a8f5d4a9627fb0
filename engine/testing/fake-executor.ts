import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FailureCode, failures, outFiles, type Result } from '@stepyard/contract';
import type { Executor, Exit, StartRequest } from '../executors/executor.ts';

/** What a start does: ends at once, or when `release` is called, or when it is cancelled. */
export interface FakeWork {
  readonly status?: Result['status'];
  readonly code?: FailureCode;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly wait?: Result['wait'];
  readonly log?: string;
  /** Files to leave in `STEPYARD_OUT`, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly cause?: Exit['cause'];
  /** Runs until it is released or cancelled. */
  readonly hold?: true;
}

/** An executor whose attempts are told what to do; they outlive whoever uses it, as real ones do. */
export interface FakeExecutor extends Executor {
  readonly requests: ReadonlyMap<string, StartRequest>;
  /** Names in the order in which they were started. */
  readonly started: readonly string[];
  /** Lets a held start end. */
  release(name: string, work?: FakeWork): void;
  /** The same attempts for another scheduler. */
  reopen(): FakeExecutor;
}

interface Attempt {
  readonly request: StartRequest;
  readonly work: FakeWork;
  readonly exit: Promise<Exit>;
  end(work: FakeWork, cancelled: boolean): void;
}

/** `behave` says what each start does. */
export function createFakeExecutor(
  directory: string,
  behave: (request: StartRequest) => FakeWork = () => ({}),
  attempts = new Map<string, Attempt>(),
  started: string[] = [],
): FakeExecutor {
  let closed = false;
  const find = (name: string) => {
    const attempt = attempts.get(name);
    if (attempt === undefined) throw new RangeError(`No attempt has the name ${JSON.stringify(name)}.`);
    return attempt;
  };
  return {
    name: 'process',
    can: { image: false, services: false, resources: false, isolation: false },
    started,
    get requests() {
      return new Map([...attempts].map(([name, { request }]) => [name, request]));
    },
    async start(request) {
      if (attempts.has(request.name)) return;
      started.push(request.name);
      const work = behave(request);
      const attempt = begin(directory, request, work);
      attempts.set(request.name, attempt);
      if (work.hold !== true) attempt.end(work, false);
    },
    async wait(name) {
      const exit = await find(name).exit;
      return closed ? new Promise<Exit>(() => {}) : exit;
    },
    async *logs(name, offset = 0) {
      const { work, exit } = find(name);
      const bytes = Buffer.from(work.log ?? '').subarray(offset);
      if (bytes.length > 0) yield { offset, bytes };
      await exit;
    },
    async cancel(name) {
      attempts.get(name)?.end({ status: 'aborted', code: 'CANCELLED' }, true);
    },
    adopt: async () => [...attempts.keys()],
    async remove(name) {
      attempts.delete(name);
      await rm(join(directory, name), { recursive: true, force: true });
    },
    async close() {
      closed = true;
    },
    release: (name, work = {}) => find(name).end(work, false),
    reopen: () => createFakeExecutor(directory, behave, attempts, started),
  };
}

function begin(directory: string, request: StartRequest, work: FakeWork): Attempt {
  const out = join(directory, request.name);
  const { promise, resolve } = Promise.withResolvers<Exit>();
  const end = (how: FakeWork) => {
    const exit = exitOf(how, out);
    void leave(out, how, exit).then(() => resolve(exit));
  };
  return { request, work, exit: promise, end };
}

async function leave(out: string, { files = {} }: FakeWork, { result }: Exit): Promise<void> {
  await mkdir(out, { recursive: true });
  if (result !== undefined) await writeFile(join(out, outFiles.result), JSON.stringify(result));
  for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text);
}

function exitOf(work: FakeWork, out: string): Exit {
  const { status = work.code === undefined ? 'success' : 'failed', code, outputs, wait, cause } = work;
  const now = new Date().toISOString();
  const facts = { out, startedAt: Date.now(), finishedAt: Date.now(), node: 'fake' };
  if (cause !== undefined) return { cause, ...facts };
  const result: Result = {
    contract: 1,
    status,
    ...(outputs && { outputs }),
    ...(code && {
      failure: { class: failures[code].class, code, message: `It ended with ${code}.`, hint: 'Look.' },
    }),
    ...(wait && { wait }),
    startedAt: now,
    finishedAt: now,
  };
  return { status: exitStatusOf(status, code), result, ...facts };
}

function exitStatusOf(status: Result['status'], code: FailureCode | undefined): number {
  if (status === 'success' || status === 'warning') return 0;
  if (status === 'suspended') return 79;
  const kind = failures[code ?? 'TOOL_FAILED'];
  return 'exit' in kind ? kind.exit : 1;
}
