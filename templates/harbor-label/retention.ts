import { isRecord } from '@stepyard/contract/json';
import type { Harbor, Place } from '@stepyard/runtime/harbor';
import type { LabelStep } from './label-step.ts';
import type { Project } from './project.ts';
import { isFor, selectorsOf } from './rule.ts';

const need = 'change the retention policy (as maintainer or administrator of the project)';

/** Adds a rule to the project's retention policy that keeps this tag always. Where there is none, nothing is cleaned up. */
export async function retain(
  step: LabelStep,
  harbor: Harbor,
  place: Place,
  { name, retention }: Project,
): Promise<void> {
  const { tag = '' } = place;
  const path = `/retentions/${retention}`;
  const policy = retention === undefined ? undefined : (await harbor.call(path, need)).json();
  const rules = isRecord(policy) && Array.isArray(policy.rules) ? policy.rules : [];
  if (!isRecord(policy) || rules.length === 0) {
    step.log.info(`The project ${name} has no retention policy: nothing of it is cleaned up.`);
    return;
  }
  if (rules.some((rule: unknown) => isAlways(rule) && isFor(rule, place))) {
    step.log.info(`${tag} is kept for ever already.`);
    return;
  }
  const { scope_selectors, tag_selectors } = selectorsOf(place);
  const rule = {
    disabled: false,
    action: 'retain',
    template: 'always',
    params: {},
    scope_selectors,
    tag_selectors: tag_selectors.map((selector) => ({ ...selector, extras: '{"untagged":false}' })),
  };
  await harbor.call(path, need, { method: 'PUT', json: { ...policy, rules: [...rules, rule] } });
  step.log.info(`${tag} is kept for ever.`);
}

function isAlways(rule: unknown): boolean {
  return isRecord(rule) && rule.template === 'always' && rule.disabled !== true;
}
