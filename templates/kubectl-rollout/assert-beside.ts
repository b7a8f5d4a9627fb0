import { StepError } from '@stepyard/contract';
import type { RolloutStep } from './rollout-step.ts';

/**
 * A version beside another needs an image, and a kind that can be there twice.
 * @throws StepError INPUT_INVALID
 */
export function assertBeside({ inputs: { release, kind, dryRun, strategy } }: RolloutStep): string {
  const name = `\`strategy\` ${strategy.case}`;
  if (kind !== 'Deployment') {
    throw new StepError('INPUT_INVALID', `${name} must be used with a Deployment, got ${kind}.`, {
      hint: 'Choose a rolling upgrade.',
    });
  }
  if (dryRun) {
    throw new StepError('INPUT_INVALID', `${name} must not be combined with \`dryRun\`.`, {
      hint: 'It changes nothing of the workload until it is promoted.',
    });
  }
  if (release.case === 'image') return release.image;
  throw new StepError('INPUT_INVALID', `${name} must be given an image to release, got code.`, {
    hint: 'Both versions would have the same volume: choose a rolling upgrade.',
  });
}
