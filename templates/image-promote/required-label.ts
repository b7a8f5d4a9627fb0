import { StepError } from '@stepyard/contract';
import { type Descriptor, describeImage } from '@stepyard/contract/registry';
import { openHarbor, placeOf, readArtifact } from '@stepyard/runtime/harbor';
import type { PromoteStep } from './promote-step.ts';
import type { Side } from './sides.ts';

/** @throws StepError POLICY_REFUSED where the image of that digest does not carry what it must */
export async function assertLabelled(step: PromoteStep, source: Side, digest: string): Promise<void> {
  const { required, image } = step.inputs;
  if (required.case === 'none') return;
  const { label } = required;
  const held =
    required.case === 'harbor'
      ? await harborLabels(step, required, digest)
      : await imageLabels(source, digest);
  const found = held.get(label);
  if (found !== undefined && (required.case === 'harbor' || found === required.value)) return;
  const wanted = required.case === 'harbor' ? label : `${label}=${required.value}`;
  const here = [...held].map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  throw new StepError(
    'POLICY_REFUSED',
    `${image} must carry the label ${JSON.stringify(wanted)}, and has ${listed(here)}.`,
    { hint: 'It is given when the tests have passed: see what of them failed or did not run.' },
  );
}

type Harbor = Extract<PromoteStep['inputs']['required'], { case: 'harbor' }>;

async function harborLabels(step: PromoteStep, given: Harbor, digest: string): Promise<Map<string, string>> {
  const { tag: _tag, ...place } = placeOf(step.inputs.image);
  const { username, password, url } = given;
  const auth = { case: 'basic', username, password } as const;
  const harbor = await openHarbor(step, place, { url, auth, ca: step.inputs.sourceCa });
  const { labels } = await readArtifact(harbor, { ...place, digest });
  return new Map(labels.map(({ name }) => [name, '']));
}

/** Labels that every platform of the image carries. */
async function imageLabels({ registry, place }: Side, digest: string): Promise<Map<string, string>> {
  const { content } = await registry.manifest({ ...place, digest });
  const digests = 'manifests' in content ? platformDigests(content.manifests) : [digest];
  const all = await Promise.all(
    digests.map(async (one) => (await describeImage(registry, { ...place, digest: one })).labels),
  );
  const [first = {}, ...others] = all;
  return new Map(
    Object.entries(first).filter(([name, value]) => others.every((labels) => labels[name] === value)),
  );
}

/** Builders add what they attest as a platform `unknown`. */
function platformDigests(manifests: readonly Descriptor[]): readonly string[] {
  return manifests.filter(({ platform }) => platform?.os !== 'unknown').map(({ digest }) => digest);
}

function listed(labels: readonly string[]): string {
  if (labels.length === 0) return 'none';
  const shown = labels.slice(0, 10).map((label) => JSON.stringify(label));
  return `${shown.join(', ')}${labels.length > shown.length ? ` and ${labels.length - shown.length} more` : ''}`;
}
