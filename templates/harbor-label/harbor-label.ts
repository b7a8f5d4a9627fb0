import type { OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { openHarbor, placeOf, readArtifact } from '@stepyard/runtime/harbor';
import type { LabelStep } from './label-step.ts';
import { setLabels } from './labels.ts';
import { setLock } from './lock.ts';
import { readProject } from './project.ts';
import { retain } from './retention.ts';
import { gate } from './scan.ts';
import type { harborLabel } from './template.ts';

/** Gates on the scan, then labels, locks and keeps the image. Doing it again changes nothing. */
export async function labelImage(step: LabelStep): Promise<OutputsOf<typeof harborLabel>> {
  const { image, lock, retained, scan } = step.inputs;
  const place = placeOf(image);
  if (place.tag === undefined && (lock !== 'keep' || retained)) throw noTag(image);
  const harbor = await openHarbor(step, place, step.inputs);
  const project = await readProject(harbor, place.project);
  const artifact = await readArtifact(harbor, place);
  const vulnerabilities =
    scan.case === 'gate' ? await gate({ step, harbor, place, artifact, scan }) : undefined;
  step.status(`label ${image}`);
  const labels = await setLabels({ step, harbor, place, project, artifact });
  if (retained) await retain(step, harbor, place, project);
  const locked = await setLock(step, harbor, place);
  const { digest } = artifact;
  const named = `${place.host}/${place.project}/${place.repository}`;
  const marks = [...labels.map((label) => `\`${label}\``), ...(locked ? ['locked'] : [])];
  step.summary(`\`${image}\`: ${marks.length === 0 ? 'no label' : marks.join(', ')}.`);
  return {
    image: `${named}@${digest}`,
    digest,
    labels,
    locked,
    ...(vulnerabilities !== undefined && { vulnerabilities }),
  };
}

function noTag(image: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`lock\` and \`retained\` need a tag in \`image\`, got ${JSON.stringify(image)}.`,
    { hint: 'Name the tag: harbor.example/shop/web:2.0.' },
  );
}
