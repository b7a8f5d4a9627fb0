import { StepError } from '@stepyard/contract';
import { isRecord, numberIn } from '@stepyard/contract/json';
import { byName, type Harbor, type Place, projectPath, readArtifact } from '@stepyard/runtime/harbor';
import type { LabelStep } from './label-step.ts';
import { isFor, selectorsOf } from './rule.ts';

const need = 'change immutability rules (as maintainer or administrator of the project)';

/**
 * Locks or unlocks the tag by a rule of its own, and gives whether Harbor then says that it is locked. Other rules
 * are never changed.
 */
export async function setLock(step: LabelStep, harbor: Harbor, place: Place): Promise<boolean> {
  const { lock } = step.inputs;
  const { tag } = place;
  if (tag === undefined) return false;
  if (lock === 'locked') await addRule(step, harbor, place);
  if (lock === 'unlocked') await removeRules(step, harbor, place);
  const locked = (await readArtifact(harbor, place)).immutable.includes(tag);
  if (lock === 'unlocked' && locked) throw lockedByOther(place);
  if (lock === 'locked' && !locked) throw notLocked(place);
  return locked;
}

async function addRule(step: LabelStep, harbor: Harbor, place: Place): Promise<void> {
  const { tag = '' } = place;
  if ((await readArtifact(harbor, place)).immutable.includes(tag)) {
    step.log.info(`${tag} is locked already.`);
    return;
  }
  const [disabled] = await ownRules(harbor, place);
  const rule = {
    ...(isRecord(disabled) ? disabled : { priority: 0, params: {} }),
    disabled: false,
    action: 'immutable',
    template: 'immutable_template',
    ...selectorsOf(place),
  };
  const id = numberIn(disabled, 'id');
  const path = rulesPath(place);
  if (id === undefined) await harbor.call(path, need, { json: rule, headers: byName });
  else await harbor.call(`${path}/${id}`, need, { method: 'PUT', json: rule, headers: byName });
  step.log.info(`Locked ${tag}.`);
}

async function removeRules(step: LabelStep, harbor: Harbor, place: Place): Promise<void> {
  for (const rule of await ownRules(harbor, place)) {
    const path = `${rulesPath(place)}/${numberIn(rule, 'id')}`;
    await harbor.call(path, need, { method: 'DELETE', headers: byName, accept: [404] });
    step.log.info(`Unlocked ${place.tag}.`);
  }
}

/** Rules that hold for this tag alone. */
async function ownRules(harbor: Harbor, place: Place): Promise<readonly unknown[]> {
  const rules = await harbor.list(rulesPath(place), need, { headers: byName });
  return rules.filter((rule) => isFor(rule, place));
}

function rulesPath({ project }: Place): string {
  return `${projectPath(project)}/immutabletagrules`;
}

function lockedByOther({ project, tag }: Place): StepError {
  return new StepError(
    'POLICY_REFUSED',
    `\`lock\` must unlock ${tag}, and another immutability rule of the project ${project} holds it.`,
    { hint: 'A rule for more than this tag is not changed here: see Projects, Policy, Tag Immutability.' },
  );
}

function notLocked({ project, tag }: Place): StepError {
  return new StepError('CONFLICT', `Harbor does not say that ${tag} is locked after its rule was made.`, {
    hint: `See whether the project ${project} has 15 immutability rules already, which is the most that Harbor takes.`,
  });
}
