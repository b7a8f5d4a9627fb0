import type { ClusterAccess, ClusterStep, Connection } from './access.ts';
import { inCluster } from './in-cluster.ts';

/** Finds out how the cluster is reached, and keeps what is secret of it off the log. */
export async function connectionOf(step: ClusterStep, access: ClusterAccess): Promise<Connection> {
  if (access.case === 'kubeconfig') {
    const { readKubeconfig } = await import('./kubeconfig.ts');
    return readKubeconfig(access.kubeconfig, access.context, step);
  }
  if (access.case === 'inCluster') return inCluster(step);
  const { url, token, ca } = access;
  return {
    server: url.replace(/\/+$/, ''),
    tls: ca === undefined ? {} : { ca },
    authorization: () => `Bearer ${token}`,
    user: { token },
  };
}
