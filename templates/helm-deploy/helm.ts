import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecOptions, ExecResult } from '@stepyard/runtime';
import type { Cluster } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import { explainHelm } from './helm-failure.ts';

/** Runs Helm: the first word is the command. */
export type Helm = (args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

/** Helm ends its hooks and waits by itself first. */
export const graceMs = 10_000;

/** A time as Helm takes it. */
export function seconds(ms: number): string {
  return `${Math.max(1, Math.ceil(ms / 1000))}s`;
}

/** Name that the repository of the chart has for Helm. */
export const repositoryName = 'target';

/**
 * Helm with directories of its own: no plug-in, repository or login of the machine takes part, and an empty directory
 * of plug-ins leaves no other. Nothing that a chart, values or an input says becomes a post-renderer.
 */
export async function openHelm(step: DeployStep, cluster: Cluster): Promise<Helm> {
  const home = await step.temporary();
  mkdirSync(join(home, 'plugins'));
  const env = {
    HELM_CACHE_HOME: `${home}/cache`,
    HELM_CONFIG_HOME: `${home}/config`,
    HELM_DATA_HOME: `${home}/data`,
    HELM_PLUGINS: `${home}/plugins`,
    HELM_REPOSITORY_CONFIG: `${home}/repositories.yaml`,
    HELM_REGISTRY_CONFIG: `${home}/registry.json`,
    HELM_DRIVER: 'secret',
    KUBECONFIG: await cluster.kubeconfigFile(),
  };
  signIn(step, env, writeCa(step, home));
  return async (args, options = {}) =>
    await step.exec('helm', args, { env, name: `helm ${args[0]}`, explain: explainHelm, ...options });
}

/** Arguments that say what a registry is trusted by. */
export function registryFlags(step: DeployStep, directory: string): string[] {
  const { chart } = step.inputs;
  const ca = writeCa(step, directory);
  return [
    ...(chart.case === 'oci' && chart.insecure ? ['--plain-http'] : []),
    ...(ca === undefined ? [] : [`--ca-file=${ca}`]),
  ];
}

function writeCa({ inputs: { ca } }: DeployStep, directory: string): string | undefined {
  if (ca === undefined) return undefined;
  const file = join(directory, 'ca.pem');
  writeFileSync(file, ca);
  return file;
}

/** Credentials stand in files of Helm, never in arguments. */
function signIn(
  { inputs: { auth, chart }, mask }: DeployStep,
  files: { readonly HELM_REGISTRY_CONFIG: string; readonly HELM_REPOSITORY_CONFIG: string },
  ca: string | undefined,
): void {
  if (chart.case === 'oci' && auth.case === 'basic') {
    const [host = ''] = chart.ref.slice('oci://'.length).split('/');
    const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
    mask(pair);
    writePrivate(files.HELM_REGISTRY_CONFIG, { auths: { [host]: { auth: pair } } });
  }
  if (chart.case === 'repository') {
    const login = auth.case === 'basic' ? { username: auth.username, password: auth.password } : {};
    const repository = {
      name: repositoryName,
      url: chart.url,
      ...login,
      ...(ca !== undefined && { caFile: ca }),
    };
    writePrivate(files.HELM_REPOSITORY_CONFIG, { apiVersion: 'v1', repositories: [repository] });
  }
}

/** Every JSON text is YAML. */
function writePrivate(file: string, content: object): void {
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
}
