import { parentPort } from 'node:worker_threads';
import { treeWork } from './tree-work.ts';

/** A call of one of the functions of `treeWork`. */
export interface TreeCall {
  readonly id: number;
  readonly name: keyof typeof treeWork;
  readonly args: readonly unknown[];
}

parentPort?.on('message', ({ id, name, args }: TreeCall) => {
  try {
    parentPort?.postMessage({ id, value: Reflect.apply(treeWork[name], undefined, args) });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    parentPort?.postMessage({ id, error: { name, message } });
  }
});
