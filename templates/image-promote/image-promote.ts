import type { OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { copyImage, referenceText } from '@stepyard/contract/registry';
import type { PromoteStep } from './promote-step.ts';
import { at, copyReferrers } from './referrers.ts';
import { assertLabelled } from './required-label.ts';
import { type Side, sourceSide, targetSide } from './sides.ts';
import type { imagePromote } from './template.ts';

/** Copies the image that the name stands for when the task begins; doing it again changes nothing. */
export async function promoteImage(step: PromoteStep): Promise<OutputsOf<typeof imagePromote>> {
  const source = await sourceSide(step);
  const target = await targetSide(step, source.place);
  const { tag = '' } = target.place;
  const from = referenceText(source.place);
  const to = referenceText(target.place);
  const { digest } = await source.registry.manifest(source.place);
  step.log.info(`${from} is ${digest}.`);
  await assertLabelled(step, source, digest);
  await assertFree(step, target, digest);
  step.status(`copy ${from} to ${to}`);
  await copyImage(source.registry, at(source, digest), target.registry, at(target, digest));
  const referrers = step.inputs.referrers ? await copyReferrers(source, target, digest) : [];
  // The tag comes last: who finds it finds all that belongs to it.
  await copyImage(source.registry, at(source, digest), target.registry, target.place);
  await assertCopied(target, digest, referrers);
  step.summary(
    `Promoted \`${from}\` to \`${to}\` (\`${digest}\`), with ${referrers.length} that refer to it.`,
  );
  const image = referenceText(at(target, digest));
  return { image, digest, tag, referrers: referrers.length };
}

async function assertFree(step: PromoteStep, { registry, place }: Side, digest: string): Promise<void> {
  if (step.inputs.replace) return;
  const there = await registry.resolve(place);
  if (there === undefined || there === digest) return;
  throw new StepError(
    'CONFLICT',
    `\`target\` must name a tag that is free, and ${referenceText(place)} is ${there} already.`,
    { hint: 'Give it another tag, or set `replace` to move this one.' },
  );
}

async function assertCopied(target: Side, digest: string, referrers: readonly string[]): Promise<void> {
  const { registry, place } = target;
  const there = await registry.resolve(place);
  const found = await Promise.all(referrers.map((one) => registry.resolve(at(target, one))));
  const missing = referrers.filter((one, index) => found[index] !== one);
  if (there === digest && missing.length === 0) return;
  throw new StepError(
    'CONFLICT',
    `${referenceText(place)} must be ${digest} after the copy, and is ${there ?? 'not there'}${missing.length > 0 ? `, without ${missing.join(', ')}` : ''}.`,
    {
      hint: 'Something else pushes to the tag or cleans up at the same time: see who, then run the task again.',
    },
  );
}
