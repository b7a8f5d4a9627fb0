import { StepError } from '@stepyard/contract';
import {
  type Artifact,
  artifactPath,
  type Harbor,
  type Label,
  type Place,
  toLabel,
} from '@stepyard/runtime/harbor';
import type { LabelStep } from './label-step.ts';
import type { Project } from './project.ts';

interface Marking {
  readonly step: LabelStep;
  readonly harbor: Harbor;
  readonly place: Place;
  readonly project: Project;
  readonly artifact: Artifact;
}

/** Adds and removes labels; gives the names of those that the image has then. */
export async function setLabels(marking: Marking): Promise<string[]> {
  const { step, artifact } = marking;
  const { added, removed, scope } = step.inputs;
  const both = added.find((name) => removed.includes(name));
  if (both !== undefined) throw contradiction(both);
  const held = new Map(artifact.labels.map((label) => [label.name, label]));
  for (const name of new Set(added)) {
    if (held.get(name)?.scope === scope) continue;
    const label = (await findLabel(marking, name)) ?? (await makeLabel(marking, name));
    await attach(marking, label);
    held.set(name, label);
  }
  for (const name of new Set(removed)) {
    const label = held.get(name);
    if (label === undefined) continue;
    await detach(marking, label);
    held.delete(name);
  }
  return [...held.keys()].sort();
}

/** The one of just this name; Harbor's own search gives all that contain it. */
async function findLabel({ step, harbor, project }: Marking, name: string): Promise<Label | undefined> {
  const { scope } = step.inputs;
  const where = scope === 'global' ? { scope: 'g' } : { scope: 'p', project_id: project.id };
  const found = await harbor.list('/labels', 'read labels', {
    query: { ...where, name },
  });
  return found.flatMap((one) => toLabel(one) ?? []).find((label) => label.name === name);
}

async function makeLabel(marking: Marking, name: string): Promise<Label> {
  const { step, harbor, project } = marking;
  const { scope, color } = step.inputs;
  const where = scope === 'global' ? { scope: 'g' } : { scope: 'p', project_id: project.id };
  const need =
    scope === 'global'
      ? 'make labels of the whole Harbor (as its administrator)'
      : 'make labels (as maintainer or administrator of the project)';
  // Another task may make it at the same moment: then it is there.
  const answer = await harbor.call('/labels', need, { json: { name, color, ...where }, accept: [409] });
  if (answer.status !== 409) step.log.info(`Made the label ${JSON.stringify(name)}.`);
  const made = await findLabel(marking, name);
  if (made !== undefined) return made;
  throw new StepError('CONFLICT', `Harbor has no label ${JSON.stringify(name)} after it was made.`, {
    hint: 'Someone else removed it at the same moment: run the task again.',
  });
}

async function attach({ step, harbor, place, artifact }: Marking, { id, name }: Label): Promise<void> {
  const path = `${artifactPath(place, artifact.digest)}/labels`;
  // 409: the image has it, since another task or an earlier try gave it.
  await harbor.call(path, 'label images (as developer of the project or more)', {
    json: { id },
    accept: [409],
    retry: 'always',
  });
  step.log.info(`Added the label ${JSON.stringify(name)}.`);
}

async function detach({ step, harbor, place, artifact }: Marking, { id, name }: Label): Promise<void> {
  const path = `${artifactPath(place, artifact.digest)}/labels/${id}`;
  await harbor.call(path, 'label images (as developer of the project or more)', {
    method: 'DELETE',
    accept: [404],
  });
  step.log.info(`Removed the label ${JSON.stringify(name)}.`);
}

function contradiction(name: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`removed\` must not name a label that \`added\` names, got ${JSON.stringify(name)}.`,
    { hint: 'Take it out of one of the two.' },
  );
}
