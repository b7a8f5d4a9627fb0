import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { ClusterStep, Connection } from './access.ts';

/** Where the kubelet puts what a pod signs in with. */
const account = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The cluster that the step itself runs in, by the account of its pod.
 * @throws StepError INPUT_INVALID where it runs in none
 */
export function inCluster(
  step: Pick<ClusterStep, 'mask'>,
  env: Readonly<Record<string, string | undefined>> = process.env,
  directory = account,
): Connection {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env;
  const read = (name: string) => {
    try {
      return readFileSync(join(directory, name), 'utf8').trim();
    } catch {
      return '';
    }
  };
  const token = () => {
    const found = read('token');
    if (found !== '') step.mask(found);
    return found;
  };
  const [ca, first] = [read('ca.crt'), token()];
  if (host === '' || first === '') {
    throw new StepError(
      'INPUT_INVALID',
      `\`cluster\` must not be inCluster where the step runs in no pod with a service account: ${host === '' ? 'KUBERNETES_SERVICE_HOST is not set' : `${directory}/token cannot be read`}.`,
      { hint: 'Give a kubeconfig, or run the task on the Kubernetes executor with a service account.' },
    );
  }
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tls: ca === '' ? {} : { ca },
    // Renewed by the kubelet within the hour.
    authorization: () => `Bearer ${token()}`,
    user: { tokenFile: join(directory, 'token') },
  };
}
