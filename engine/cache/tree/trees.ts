import { Worker } from 'node:worker_threads';
import { programBeside } from '../../program-beside.ts';
import type { treeWork } from './tree-work.ts';

type Work = typeof treeWork;

/** The same functions as `treeWork`, done by a thread that is started when there is something to do. */
export type Trees = {
  readonly [Name in keyof Work]: (...args: Parameters<Work[Name]>) => Promise<ReturnType<Work[Name]>>;
};

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function createTrees(): Trees {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let count = 0;

  function start(): Worker {
    const started = new Worker(programBeside(import.meta.url, 'tree-worker'));
    started.on('message', ({ id, value, error }) => settle(id, value, error));
    started.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    started.on('exit', () => end(new Error('The thread for caches ended.')));
    started.unref();
    worker = started;
    return started;
  }

  function settle(id: number, value: unknown, error?: { name: string; message: string }): void {
    const call = pending.get(id);
    pending.delete(id);
    // Only work that is awaited keeps the process alive.
    if (pending.size === 0) worker?.unref();
    if (error === undefined) call?.resolve(value);
    else call?.reject(Object.assign(new Error(error.message), { name: error.name }));
  }

  function end(error: Error): void {
    worker = undefined;
    for (const id of [...pending.keys()]) settle(id, undefined, error);
  }

  function call<Name extends keyof Work>(
    name: Name,
  ): (...args: Parameters<Work[Name]>) => Promise<ReturnType<Work[Name]>> {
    return (...args) =>
      new Promise<unknown>((resolve, reject) => {
        const running = worker ?? start();
        const id = ++count;
        pending.set(id, { resolve, reject });
        running.ref();
        running.postMessage({ id, name, args });
        // What the thread answers is what the function of the same name gives.
      }) as Promise<ReturnType<Work[Name]>>;
  }

  return {
    describe: call('describe'),
    copy: call('copy'),
    verify: call('verify'),
    conform: call('conform'),
    merge: call('merge'),
    seal: call('seal'),
    verifyLayer: call('verifyLayer'),
    flatten: call('flatten'),
  };
}

/** One thread for all caches of a process; it lives as long as that. */
export const trees = createTrees();

/** The kept content is damaged: as good as none. */
export function isMismatch(error: unknown): boolean {
  return error instanceof Error && error.name === 'TreeMismatch';
}
