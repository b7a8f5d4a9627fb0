import { describe, expect, it } from 'vitest';
import { readStatus, statusError } from './failure.ts';

function failureOf(code: number, message: string, more: { reason?: string; causes?: object[] } = {}) {
  const body = {
    kind: 'Status',
    code,
    message,
    reason: more.reason ?? '',
    details: { causes: more.causes ?? [] },
  };
  const status = readStatus(body, code);
  if (status === undefined) throw new Error('no status');
  return statusError('Deployment shop/web', status, (text) => text).failure;
}

describe('runtime/kubernetes/failure', () => {
  it.each([
    [401, 'Unauthorized', 'AUTH_FAILED', 'was not looked at: the cluster does not know who signs in (401).'],
    [
      403,
      'deployments.apps "web" is forbidden: User "system:serviceaccount:ci:bot" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
      'AUTH_FAILED',
      'is forbidden: "system:serviceaccount:ci:bot" may not patch deployments.apps in the namespace "shop".',
    ],
    [
      403,
      'pods "web" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2',
      'POLICY_REFUSED',
      'goes over the quota of its namespace: small, requested: pods=1, used: pods=2, limited: pods=2.',
    ],
    [
      403,
      'pods "web" is forbidden: violates PodSecurity "restricted:latest": privileged (container "web" must not set securityContext.privileged=true)',
      'POLICY_REFUSED',
      'breaks the pod security of its namespace: PodSecurity "restricted:latest": privileged (container "web" must not set securityContext.privileged=true).',
    ],
    [
      400,
      'admission webhook "rules.example" denied the request: no latest tag',
      'POLICY_REFUSED',
      'was refused on admission (400): admission webhook "rules.example" denied the request: no latest tag.',
    ],
    [
      422,
      "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many",
      'POLICY_REFUSED',
      "was refused on admission (422): deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many.",
    ],
    [
      404,
      'namespaces "shop" not found',
      'NOT_FOUND',
      'needs the namespace "shop", which the cluster does not have.',
    ],
    [
      400,
      'strict decoding error: unknown field "spec.replcas", unknown field "spec.x"',
      'REJECTED',
      'is not valid: `spec.replcas` is no field; `spec.x` is no field.',
    ],
    [
      500,
      'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.replcas: field not declared in schema',
      'REJECTED',
      'is not valid: `.spec.replcas` is no field.',
    ],
    [
      500,
      'Internal error occurred: failed calling webhook "rules.example": failed to call webhook: Post "https://rules.shop.svc": no endpoints',
      'UNREACHABLE',
      'was not looked at by the admission webhook "rules.example": Post "https://rules.shop.svc": no endpoints.',
    ],
    [
      500,
      'etcdserver: leader changed',
      'UNREACHABLE',
      'was not done, the API server fails (500): etcdserver: leader changed.',
    ],
    [413, 'too large', 'REJECTED', 'is too large for the cluster (413): too large.'],
    [409, 'changed', 'CONFLICT', 'was changed by someone else at the same moment: changed.'],
  ] as const)('says what %i means: %s', (code, message, kind, sentence) => {
    expect(failureOf(code, message)).toMatchObject({
      code: kind,
      message: `Deployment shop/web ${sentence}`,
    });
  });

  it('names fields and who manages them', () => {
    const causes = [
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "kubectl" with subresource "scale" using apps/v1',
        field: '.spec.replicas',
      },
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "argocd" using apps/v1',
        field: '.spec.paused',
      },
    ];
    expect(failureOf(409, 'Apply failed', { reason: 'Conflict', causes })).toEqual({
      class: 'dependency',
      code: 'CONFLICT',
      message:
        'Deployment shop/web has fields that others manage: `.spec.replicas` belongs to "kubectl" (scale); `.spec.paused` belongs to "argocd".',
      hint: 'Take these fields out of the manifest where the other is to set them (an autoscaler sets `.spec.replicas`), or take them over by `conflicts: overwrite`.',
    });
  });

  it('names the fields that are not valid', () => {
    const causes = [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "x": field is immutable',
        field: 'spec.selector',
      },
    ];
    expect(failureOf(422, 'is invalid: field is immutable', { causes })).toMatchObject({
      message: 'Deployment shop/web is not valid: `spec.selector`: Invalid value: "x": field is immutable.',
      hint: 'The field cannot be changed once the object exists: give the object another name, or delete it first.',
    });
  });
});
