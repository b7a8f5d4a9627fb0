import { StepError } from '@stepyard/contract';
import { type Place, placeText } from '@stepyard/runtime/kubernetes';

/** One thing that is wrong with an application, and where it stands. */
export interface Fault {
  readonly at: Place;
  readonly message: string;
  readonly hint: string;
}

const shown = 30;

/**
 * Ends the step where something is wrong, with all of it in the order in which it stands.
 * @throws StepError INPUT_INVALID
 */
export function assertFaultless(faults: readonly Fault[]): void {
  if (faults.length > 0) throw faultsError(faults);
}

/** All faults as one error. */
export function faultsError(faults: readonly Fault[]): StepError {
  const sorted = [...faults].sort(
    ({ at: a }, { at: b }) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
  const some = sorted.slice(0, shown);
  const more = sorted.length - some.length;
  return new StepError(
    'INPUT_INVALID',
    `${some.map(({ at, message }) => `${placeText(at)} ${message}`).join('\n')}${more > 0 ? `\nAnd ${more} more.` : ''}`,
    { hint: [...new Set(some.map(({ hint }) => hint))].join('\n') },
  );
}
