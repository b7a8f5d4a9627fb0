import { StepError } from '@stepyard/contract';
import type { Step } from './step.ts';

export interface WantedVersion {
  readonly tool: string;
  /** Arguments by which the tool says its version. */
  readonly ask: readonly string[];
  /** The input that holds the wanted range. */
  readonly input: string;
  /** Semver range. */
  readonly wanted: string;
}

/**
 * Makes sure that a tool of the machine has the version that the author wants.
 * @throws StepError INPUT_INVALID where it is no range, TOOL_MISSING where the tool does not satisfy it
 */
export async function assertToolVersion(
  step: Step<unknown>,
  { tool, ask, input, wanted }: WantedVersion,
): Promise<void> {
  // Bundled, a module of CommonJS gives no other name.
  const { default: semver } = await import('semver');
  const { coerce, satisfies, validRange } = semver;
  if (validRange(wanted) === null) {
    throw new StepError(
      'INPUT_INVALID',
      `\`${input}\` must be a semver range, got ${JSON.stringify(wanted)}.`,
      {
        hint: 'Write for instance ">=3.11" or "22.x".',
      },
    );
  }
  const { stdout, stderr } = await step.exec(tool, ask, { quiet: true, inherit: ['HOME'] });
  const found = coerce(`${stdout}${stderr}`);
  if (found !== null && satisfies(found, wanted)) return;
  throw new StepError(
    'TOOL_MISSING',
    `\`${tool}\` must be of version ${wanted}, here is ${found?.version ?? 'an unknown one'}.`,
    {
      hint: `Install one that fits, choose an image that has it, or widen \`${input}\`.`,
    },
  );
}
