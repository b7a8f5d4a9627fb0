import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@stepyard/catalog';
import {
  exitStatus,
  failures,
  outFiles,
  type Result,
  redactUrl,
  terminationMessage,
  writeAtomic,
} from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import { maskRecord } from './mask-value.ts';
import type { Ending } from './perform.ts';

const longestText = 4_096;

/** The result of a step as `result.json` carries it, secrets masked. */
export function resultOf(manifest: Manifest, ending: Ending, startedAt: number, masker: Masker): Result {
  const { status, outputs, failed, wait, begunAt, timings } = ending;
  const clean = (text: string) => masker.mask(redactUrl(text)).slice(0, longestText);
  return {
    contract: 1,
    template: `${manifest.name}@${manifest.version}`,
    status,
    ...(outputs !== undefined && { outputs: maskRecord(masker, outputs) }),
    ...(failed !== undefined && {
      failure: {
        ...failed.failure,
        message: clean(failed.failure.message),
        hint: clean(failed.failure.hint),
      },
    }),
    ...(wait !== undefined && { wait: { ...wait, reason: masker.mask(wait.reason) } }),
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date().toISOString(),
    ...(begunAt !== undefined && { timings: { inputs: Math.max(0, begunAt - startedAt), ...timings } }),
  };
}

/** Writes `outputs.json`, and `result.json` as the last of all files. */
export function writeResult(out: string, result: Result): void {
  if (result.outputs !== undefined) writeAtomic(join(out, outFiles.outputs), json(result.outputs));
  writeAtomic(join(out, outFiles.result), json(result), { durable: true });
}

/** Where Kubernetes reads a container's termination message; elsewhere there is no such file. */
const terminationLog = '/dev/termination-log';

/** Writes the short form of a result where Kubernetes reads it. */
export function writeTerminationMessage(result: Result, path = terminationLog): void {
  if (!existsSync(path)) return;
  const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC);
  try {
    writeSync(file, terminationMessage(result));
  } finally {
    closeSync(file);
  }
}

export function exitStatusOf({ status, failure }: Result): number {
  if (status === 'success' || status === 'warning') return exitStatus.success;
  if (status === 'suspended') return exitStatus.suspended;
  const kind = failures[failure?.code ?? 'INTERNAL'];
  return 'exit' in kind ? kind.exit : exitStatus.failed;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
