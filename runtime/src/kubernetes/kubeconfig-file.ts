import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterStep, Connection } from './access.ts';

/** Writes what kubectl and Helm read, with this cluster and user alone, into a private directory that goes with the step. */
export async function writeKubeconfig(
  step: Pick<ClusterStep, 'temporary'>,
  { server, tls, proxy, user }: Connection,
  namespace: string,
): Promise<string> {
  const file = join(await step.temporary(), 'kubeconfig');
  const named = (key: string, value: object) => [{ name: 'target', [key]: value }];
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: named('cluster', {
      server,
      ...(tls.ca !== undefined && { 'certificate-authority-data': Buffer.from(tls.ca).toString('base64') }),
      ...(tls.servername !== undefined && { 'tls-server-name': tls.servername }),
      ...(proxy !== undefined && { 'proxy-url': proxy }),
    }),
    users: named('user', user),
    contexts: named('context', { cluster: 'target', user: 'target', namespace }),
    'current-context': 'target',
  };
  // Every JSON text is YAML.
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}
