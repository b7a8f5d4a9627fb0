import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@stepyard/catalog';
import { exitStatus, failures, outFiles, type Result } from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import { maskValue } from './mask-value.ts';
import type { Ending } from './perform.ts';
import { writeFileAtomic } from './write-file.ts';

/** The result of a step as `result.json` carries it, secrets masked. */
export function resultOf(
  manifest: Manifest,
  ending: Ending,
  startedAt: number,
  timings: Result['timings'],
): Result {
  return {
    contract: 1,
    template: `${manifest.name}@${manifest.version}`,
    status: ending.status,
    ...(ending.outputs === undefined ? {} : { outputs: ending.outputs }),
    ...(ending.failed === undefined ? {} : { failure: ending.failed.failure }),
    ...(ending.wait === undefined ? {} : { wait: ending.wait }),
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date().toISOString(),
    ...(timings === undefined ? {} : { timings }),
  };
}

/** Writes `outputs.json`, and `result.json` as the last of all files. */
export function writeResult(out: string, masker: Masker, result: Result): void {
  if (result.outputs !== undefined) {
    writeFileAtomic(join(out, outFiles.outputs), json(maskValue(masker, result.outputs)));
  }
  writeFileAtomic(join(out, outFiles.result), json(maskValue(masker, result)), true);
}

/** Kubernetes shows at most 4096 bytes of this file as the container's termination message. */
const terminationLog = '/dev/termination-log';
const longestMessage = 1_000;

/** Writes the short form of the result where Kubernetes reads it; elsewhere there is no such file. */
export function writeTerminationMessage(masker: Masker, result: Result, path = terminationLog): void {
  const { status, failure } = result;
  const text = (long: string) => masker.mask(long).slice(0, longestMessage);
  const short =
    failure === undefined
      ? { status }
      : { status, code: failure.code, message: text(failure.message), hint: text(failure.hint) };
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC);
    writeSync(file, JSON.stringify(short));
    closeSync(file);
  } catch {
    return;
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
