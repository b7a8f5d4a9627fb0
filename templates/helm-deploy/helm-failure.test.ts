import { describe, expect, it } from 'vitest';
import { explainHelm } from './helm-failure.ts';

const result = { status: 1, stdout: '', truncated: false, durationMs: 1 };

describe('templates/helm-deploy/helm-failure', () => {
  it.each([
    [
      'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
      'CONFLICT',
      'The release is being changed by someone else: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress.',
    ],
    [
      'Error: INSTALLATION FAILED: Unable to continue with install: ConfigMap "a" in namespace "b" exists and cannot be imported into the current release: invalid ownership metadata',
      'CONFLICT',
      expect.stringContaining(
        'An object of the chart is there already, and belongs to no release or to another: ',
      ),
    ],
    [
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- replicas: Invalid type\n",
      'INPUT_INVALID',
      "The chart cannot be rendered with these values: values don't meet the specifications of the schema(s) in the following chart(s): web: - replicas: Invalid type.",
    ],
    [
      'Error: Kubernetes cluster unreachable: Get "https://c": dial tcp 127.0.0.1:1: connect: connection refused',
      'UNREACHABLE',
      expect.stringMatching(/^Helm gets no answer: /),
    ],
    [
      'WARNING: x\nError: chart "web" matching 9.9.9 not found in target index. (try \'helm repo update\'): no chart version found for web-9.9.9',
      'NOT_FOUND',
      expect.stringMatching(/^The chart is not there: chart "web" matching 9\.9\.9 /),
    ],
    [
      'Error: failed to authorize: GET "https://r/token": response status code 401: unauthorized',
      'AUTH_FAILED',
      expect.stringMatching(/^Helm is not let in: /),
    ],
    [
      'Error: resource mapping not found for name: "a": no matches for kind "Cart" in version "shop/v1"',
      'NOT_FOUND',
      expect.stringMatching(/^The chart has objects of a kind that the cluster does not have: /),
    ],
    [
      'Error: UPGRADE FAILED: context deadline exceeded',
      'TIMEOUT',
      expect.stringMatching(/^Helm was not done in time: /),
    ],
  ])('knows %j', (stderr, code, message) => {
    expect(explainHelm({ ...result, stderr })).toMatchObject({ code, message });
  });

  it('leaves what it does not know to be told as it is', () => {
    expect(explainHelm({ ...result, stderr: 'Error: of another kind\n' })).toBeUndefined();
    expect(explainHelm({ ...result, stderr: 'killed\n' })).toBeUndefined();
  });
});
