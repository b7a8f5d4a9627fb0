import { ownerMark } from '../docker/owner.ts';

export const roleLabel = 'dev.stepyard.role';
export const ownerLabel = 'dev.stepyard.owner';
export const trialRole = 'conformance';

/** By these, what a proof has made is found again should the process be killed. */
export function trialLabels(): Record<string, string> {
  return { [roleLabel]: trialRole, [ownerLabel]: ownerMark() };
}
