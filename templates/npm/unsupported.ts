import { StepError } from '@stepyard/contract';

/** An input that a package manager has no word for. */
export function unsupported(input: string, value: unknown, manager: string): StepError {
  const text = `\`${input}\` must not be ${JSON.stringify(value)} with ${manager}.`;
  return new StepError('INPUT_INVALID', text, {
    hint: 'Leave it out, or say it in the settings of the project.',
  });
}
