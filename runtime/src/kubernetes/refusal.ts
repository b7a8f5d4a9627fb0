import type { Explanation, KubeStatus } from './failure.ts';

const access =
  /User "([^"]*)" cannot (\w+) resource "([^"]*)"(?: in API group "([^"]*)")?(?: (?:in the namespace "([^"]*)"|at the cluster scope))?/;

/** Why the cluster refuses what it understood: rights, quota, admission, or a namespace that is going away. */
export function explainRefusal({ code, causes }: KubeStatus, said: string): Explanation {
  const [, user, verb, resource, group = '', namespace] = access.exec(said) ?? [];
  if (user !== undefined && verb !== undefined && resource !== undefined) {
    const full = group === '' ? resource : `${resource}.${group}`;
    const where =
      namespace === undefined ? 'in the whole cluster' : `in the namespace ${JSON.stringify(namespace)}`;
    return {
      code: 'AUTH_FAILED',
      what: `is forbidden: ${JSON.stringify(user)} may not ${verb} ${full} ${where}`,
      hint: `Give it a ${namespace === undefined ? 'ClusterRole' : 'Role'} with apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"], or sign in as another account.`,
    };
  }
  const quota = /exceeded quota: (.+)$/.exec(said)?.[1];
  if (quota !== undefined) {
    return {
      code: 'POLICY_REFUSED',
      what: `goes over the quota of its namespace: ${quota}`,
      hint: 'Ask for less (`resources`, `replicas`), remove what is not needed any more, or have the quota raised.',
    };
  }
  if (/failed quota: /.test(said)) {
    return {
      code: 'POLICY_REFUSED',
      what: `says too little for the quota of its namespace: ${said.replace(/^.*failed quota: /, '')}`,
      hint: 'Set `resources` of each container: the quota counts them.',
    };
  }
  if (/violates PodSecurity/.test(said)) {
    return {
      code: 'POLICY_REFUSED',
      what: `breaks the pod security of its namespace: ${said.replace(/^.*violates PodSecurity/, 'PodSecurity')}`,
      hint: 'Set what it names in `securityContext`, or deploy to a namespace that allows it.',
    };
  }
  if (causes.some(({ reason }) => reason === 'NamespaceTerminating') || /is being terminated/.test(said)) {
    return {
      code: 'CONFLICT',
      what: 'cannot be made: its namespace is being deleted',
      hint: 'Wait until the namespace is gone, then have it made anew.',
    };
  }
  return {
    code: 'POLICY_REFUSED',
    what: `was refused on admission (${code}): ${said}`,
    hint: 'The cluster has a rule against it: change what it names, or ask who keeps the rule.',
  };
}
