import { StepError } from '@stepyard/contract';
import { textIn } from '@stepyard/contract/json';
import type { Log } from '../step.ts';

type Values = Readonly<Record<string, unknown>>;

/** Ways to sign in that run a program or ask another server, which nothing here does. */
const plugIns = ['exec', 'auth-provider'];
const userFiles = ['tokenFile', 'client-certificate', 'client-key'];
const hints = {
  plugIn:
    'Make one with a token of a service account: `kubectl create token NAME --duration=8760h`, or a Secret of the type kubernetes.io/service-account-token.',
  file: 'Take what `kubectl config view --raw --minify --flatten` prints: it holds the files as data.',
  insecure: 'Give the CA certificate of the cluster in `certificate-authority-data` instead.',
  server: 'Write it whole, for instance `https://cluster.example:6443`.',
  impersonation: 'Bind the rights to the account itself.',
};

/**
 * The kubeconfig must be enough by itself: no program is run for it and no file is read. A plug-in beside a token or
 * a certificate is left out.
 * @throws StepError INPUT_INVALID with all that is wrong
 */
export function assertSelfContained(context: string, cluster: Values, user: Values, log: Log): void {
  const problems: { readonly rule: string; readonly hint: string }[] = [];
  const present = (values: Values, names: readonly string[]) =>
    names.filter((name) => values[name] !== undefined && values[name] !== '');
  for (const name of [
    ...present(cluster, ['certificate-authority']),
    ...present(user, userFiles).filter((file) => user[`${file}-data`] === undefined),
  ]) {
    problems.push({ rule: `must not name a file in \`${name}\``, hint: hints.file });
  }
  const plugged = present(user, plugIns);
  const signsIn = present(user, ['token', 'client-certificate-data', 'username']).length > 0;
  for (const name of plugged) {
    if (signsIn) log.warn(`\`${name}\` of the kubeconfig is left out: no plug-in is run.`);
    else problems.push({ rule: `must not sign in by the plug-in in \`${name}\``, hint: hints.plugIn });
  }
  for (const name of present(user, ['as', 'as-uid', 'as-groups', 'as-user-extra'])) {
    problems.push({ rule: `must not act as another user by \`${name}\``, hint: hints.impersonation });
  }
  if (cluster['insecure-skip-tls-verify'] === true) {
    problems.push({ rule: 'must not switch off TLS by `insecure-skip-tls-verify`', hint: hints.insecure });
  }
  const server = textIn(cluster, 'server') ?? '';
  if (!/^https?:$/.test(URL.parse(server)?.protocol ?? '')) {
    problems.push({ rule: 'must have the URL of a server in `server`', hint: hints.server });
  }
  if (problems.length === 0) return;
  throw new StepError(
    'INPUT_INVALID',
    `\`cluster.kubeconfig\` ${problems.map(({ rule }) => rule).join(', and ')}; context ${JSON.stringify(context)}.`,
    { hint: [...new Set(problems.map(({ hint }) => hint))].join(' ') },
  );
}
