import type { Manifest } from '@stepyard/catalog';
import { exitStatus, redactUrl } from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import { failedBy, failureText } from './failure-text.ts';
import type { OwnOutput } from './own-output.ts';
import type { Ending } from './perform.ts';
import { exitStatusOf, resultOf, writeResult, writeTerminationMessage } from './result-files.ts';

export interface ConclusionParts {
  readonly manifest: Manifest;
  readonly masker: Masker;
  readonly output: OwnOutput;
  /** `STEPYARD_OUT`; absent when a step is run by hand. */
  readonly out: string | undefined;
  /** Who takes the outputs where no platform of ours does. */
  readonly giveOutputs?: ((outputs: Readonly<Record<string, unknown>>) => void) | undefined;
}

/** Makes what ends a step: prints its failure, writes its result, gives the exit status; a second call changes nothing. */
export function createConclusion({
  manifest,
  masker,
  output,
  out,
  giveOutputs,
}: ConclusionParts): (ending: Ending) => number {
  const startedAt = Date.now();
  let status: number | undefined;

  function conclude(ending: Ending): number {
    const result = resultOf(manifest, ending, startedAt, masker);
    if (ending.failed !== undefined) printFailure(ending.failed);
    if (out !== undefined) writeResult(out, result);
    else if (result.outputs !== undefined && giveOutputs) giveOutputs(result.outputs);
    else if (result.outputs !== undefined) print('stdout', `outputs: ${JSON.stringify(result.outputs)}\n`);
    writeTerminationMessage(result);
    output.flush();
    return exitStatusOf(result);
  }
  function print(stream: 'stdout' | 'stderr', text: string): void {
    output.write(stream, masker.mask(redactUrl(text)));
  }
  function printFailure(failed: Parameters<typeof failureText>[1]): void {
    print('stderr', failureText(manifest.name, failed));
  }
  return (ending) => {
    if (status !== undefined) return status;
    try {
      status = conclude(ending);
    } catch (error) {
      printFailure(failedBy(error));
      status = exitStatus.internal;
    }
    return status;
  };
}
