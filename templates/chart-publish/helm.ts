import { writeFileSync } from 'node:fs';
import { StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';
import type { PublishStep } from './publish-step.ts';

export type Helm = (args: readonly string[]) => Promise<ExecResult>;

/** Helm with directories of its own, so that no plug-in, repository or login of the machine takes part. */
export async function openHelm(step: PublishStep): Promise<Helm> {
  const home = await step.temporary();
  const env = {
    HELM_CACHE_HOME: `${home}/cache`,
    HELM_CONFIG_HOME: `${home}/config`,
    HELM_DATA_HOME: `${home}/data`,
    HELM_PLUGINS: `${home}/plugins`,
    HELM_REPOSITORY_CONFIG: `${home}/repositories.yaml`,
    HELM_REGISTRY_CONFIG: `${home}/registry.json`,
  };
  signIn(step, env);
  return async (args) => await step.exec('helm', args, { env, name: `helm ${args[0]}`, explain });
}

/** Dependencies often lie where the chart goes: what opens that place for us opens it for Helm, by files of its own. */
function signIn(
  { inputs: { auth, target }, mask }: PublishStep,
  files: { readonly HELM_REGISTRY_CONFIG: string; readonly HELM_REPOSITORY_CONFIG: string },
): void {
  if (auth.case === 'none' || target.case === 'none') return;
  const { username, password } = auth;
  if (target.case === 'oci') {
    const [host = ''] = target.registry.split('/');
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    mask(pair);
    write(files.HELM_REGISTRY_CONFIG, { auths: { [host]: { auth: pair } } });
  } else {
    const repositories = [{ name: 'target', url: target.url, username, password }];
    write(files.HELM_REPOSITORY_CONFIG, { apiVersion: 'v1', repositories });
  }
}

/** Every JSON text is YAML. */
function write(file: string, content: object): void {
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
}

function explain({ stdout, stderr }: ExecResult): StepError | undefined {
  const findings = [...stdout.matchAll(/^\[(?:ERROR|WARNING)\] (.*)$/gm)].map(([, text = '']) => text);
  if (findings.length > 0) {
    return new StepError(
      'TOOL_FAILED',
      `The chart must pass the lint, which says: ${findings.slice(0, 5).join('; ')}.`,
      {
        hint: 'Mend what it names; all of it stands in the log.',
      },
    );
  }
  const said =
    stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^Error: /, '') ?? '';
  if (/no repository definition|could not find protocol handler/.test(said)) {
    return new StepError(
      'NOT_FOUND',
      `A dependency of the chart comes from nowhere that Helm knows: ${said}.`,
      {
        hint: 'Write the URL of its repository (https:// or oci://) in Chart.yaml, not an alias.',
      },
    );
  }
  if (/lock file .* is out of sync/.test(said)) {
    return new StepError('INPUT_INVALID', `Chart.lock must fit Chart.yaml: ${said}.`, {
      hint: 'Run `helm dependency update` and commit Chart.lock, or set `dependencies` to newest.',
    });
  }
  if (/\b40[13]\b|unauthorized|denied|credential not found/i.test(said)) {
    return new StepError('AUTH_FAILED', `A repository of a dependency lets nobody in: ${said}.`, {
      hint: 'The credential of `auth` is used where the dependency lies in the registry or repository of `target`; others must be open to all, or their charts be in charts/.',
    });
  }
  if (/no such host|connection refused|i\/o timeout|TLS handshake timeout/.test(said)) {
    return new StepError('UNREACHABLE', `A repository of a dependency does not answer: ${said}.`, {
      hint: 'Check its URL in Chart.yaml, and that it may be reached from here.',
    });
  }
  return undefined;
}
