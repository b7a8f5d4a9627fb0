import type { Step } from '@stepyard/runtime';
import type { Inputs } from './properties.ts';

/** The parameters that say which branch or pull request is analysed. */
export type Target = Readonly<Record<string, string>>;

/** What the author chose, or what the event says where the server knows branches. */
export function analysisTarget(step: Step<Inputs>, knowsBranches: boolean): Target {
  const { analysis } = step.inputs;
  switch (analysis.case) {
    case 'project':
      return {};
    case 'branch':
      return { 'sonar.branch.name': analysis.branch };
    case 'pullRequest':
      return pullRequest(analysis.number, analysis.branch, analysis.target);
    case 'event':
      return knowsBranches ? ofEvent(step) : {};
  }
}

function ofEvent({ event }: Step<Inputs>): Target {
  const { kind, branch, pullRequest: request, repository } = event?.data ?? {};
  if (kind === 'pull-request' && request !== undefined)
    return pullRequest(request.number, request.sourceBranch, request.targetBranch);
  if (kind !== 'push' || branch === undefined || branch === repository?.defaultBranch) return {};
  return { 'sonar.branch.name': branch };
}

function pullRequest(number: number, branch: string, target: string): Target {
  return {
    'sonar.pullrequest.key': String(number),
    'sonar.pullrequest.branch': branch,
    'sonar.pullrequest.base': target,
  };
}

/** The same for questions about the analysis. */
export function targetQuery(target: Target): Record<string, string | undefined> {
  return { branch: target['sonar.branch.name'], pullRequest: target['sonar.pullrequest.key'] };
}
