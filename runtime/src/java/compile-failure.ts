import { StepError } from '@stepyard/contract';
import { oneLine } from '../one-line.ts';
import type { ExecResult, Step } from '../step.ts';
import type { CompileError } from './compile-errors.ts';

/** What a tool printed, without the secrets in it. */
export function maskedResult({ masked }: Pick<Step<unknown>, 'masked'>, result: ExecResult): ExecResult {
  return { ...result, stdout: masked(result.stdout), stderr: masked(result.stderr) };
}

/** Shows every place at which the compiler stopped. */
export function annotateErrors(
  { annotate }: Pick<Step<unknown>, 'annotate'>,
  errors: readonly CompileError[],
): void {
  for (const error of errors) annotate({ level: 'error', title: 'Compiler', ...error });
}

/** The failure of a build whose sources do not compile; `undefined` where they do. */
export function compileFailure(tool: string, [first]: readonly CompileError[]): StepError | undefined {
  if (first === undefined) return undefined;
  const { file, line, message } = first;
  return new StepError('TOOL_FAILED', `\`${tool}\` could not compile ${file}:${line}: ${oneLine(message)}`, {
    hint: 'Mend the sources; the annotations name every place.',
  });
}
