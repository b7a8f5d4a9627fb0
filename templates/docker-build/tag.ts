import { StepError } from '@stepyard/contract';
import type { BuildStep } from './build-step.ts';

const longest = 128;

/**
 * A text as a tag: what a tag may not hold becomes `-`, what it may not begin with is dropped.
 * @throws StepError INPUT_INVALID where nothing is left
 */
export function toTag(text: string): string {
  const tag = text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longest)
    .replace(/-+$/, '');
  if (tag !== '') return tag;
  throw new StepError('INPUT_INVALID', `\`tag\` cannot be made of the branch ${JSON.stringify(text)}.`, {
    hint: 'Use a timestamp or a custom tag.',
  });
}

/** `20181016.094004.86`: date, time and hundredths of a second, UTC. */
export function timestampTag(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const hundredths = clock.slice(9, 11);
  return `${date.replaceAll('-', '')}.${clock.slice(0, 8).replaceAll(':', '')}.${hundredths}`;
}

/** The tag by the author's rule; a retry of the task gets the same. */
export async function tagOf(step: BuildStep, now: () => Date): Promise<string> {
  const { tag } = step.inputs;
  if (tag.case === 'custom') return tag.text;
  if (tag.case === 'timestamp') {
    return await step.claim({
      name: 'timestamp',
      perform: async () => timestampTag(now()),
      find: async () => undefined,
    });
  }
  return toTag(branchOf(step));
}

function branchOf({ event }: BuildStep): string {
  const { branch, tag, pullRequest } = event?.data ?? {};
  const found = pullRequest === undefined ? (branch ?? tag) : `pr-${pullRequest.number}`;
  if (found !== undefined) return found;
  throw new StepError('INPUT_INVALID', '`tag` by branch needs an event with a branch, got none.', {
    hint: 'Start the run for a branch, or use a timestamp or a custom tag.',
  });
}
