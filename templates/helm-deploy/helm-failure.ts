import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';

interface Rule {
  readonly said: RegExp;
  readonly code: FailureCode;
  readonly what: string;
  readonly hint: string;
}

/** The first that fits holds. */
const rules: readonly Rule[] = [
  {
    said: /another operation \(install\/upgrade\/rollback\) is in progress/,
    code: 'CONFLICT',
    what: 'The release is being changed by someone else',
    hint: 'Run the task again when that is over; what is left behind is recovered after `stuckAfter`.',
  },
  {
    said: /invalid ownership metadata|cannot be imported into the current release/,
    code: 'CONFLICT',
    what: 'An object of the chart is there already, and belongs to no release or to another',
    hint: 'Delete it, or give the release a name of its own.',
  },
  {
    said: /pre-install|post-install|pre-upgrade|post-upgrade|pre-rollback|post-rollback|pre-delete|post-delete/,
    code: 'TOOL_FAILED',
    what: 'A hook of the chart failed',
    hint: 'See what its Job or Pod printed; hooks are the objects with the annotation helm.sh/hook.',
  },
  {
    said: /execution error at|parse error at|values don't meet the specifications|error converting YAML|failed to parse|nil pointer evaluating|error calling|is not (?:true|false)|missing in charts\/ directory/,
    code: 'INPUT_INVALID',
    what: 'The chart cannot be rendered with these values',
    hint: 'Correct the values, or the chart; `helm template` shows the same.',
  },
  {
    said: /chart requires kubeVersion/,
    code: 'INPUT_INVALID',
    what: 'The chart does not fit this cluster',
    hint: 'Take a version of the chart that does.',
  },
  {
    said: /no matches for kind|ensure CRDs are installed first/,
    code: 'NOT_FOUND',
    what: 'The chart has objects of a kind that the cluster does not have',
    hint: 'Install its definitions first, for instance by kubectl-apply.',
  },
  {
    said: /\b40[13]\b|unauthorized|\bforbidden\b|denied/i,
    code: 'AUTH_FAILED',
    what: 'Helm is not let in',
    hint: 'Check `auth` where it is about the chart, and the rights of the account in `cluster` where it is about an object.',
  },
  {
    said: /no such host|connection refused|i\/o timeout|TLS handshake timeout|connection reset|\b50[234]\b/,
    code: 'UNREACHABLE',
    what: 'Helm gets no answer',
    hint: 'Check that what it names may be reached from here, and is well.',
  },
  {
    said: /certificate signed by unknown authority|x509:/,
    code: 'TLS_UNTRUSTED',
    what: 'Helm does not trust the server',
    hint: 'Give the certificate in `ca`, or that of the cluster in its kubeconfig.',
  },
  {
    said: /not found in .* repository|no chart (?:name|version) found|improper constraint|chart ".*" (?:matching|version)|404|: not found|manifest unknown/,
    code: 'NOT_FOUND',
    what: 'The chart is not there',
    hint: 'Check its name, its version and where it is.',
  },
  {
    said: /timed out waiting|context deadline exceeded/,
    code: 'TIMEOUT',
    what: 'Helm was not done in time',
    hint: 'Give it more time in `timeout`; a hook may be what it waits for.',
  },
];

/** What Helm's last words mean. */
export function explainHelm({ stderr }: ExecResult): StepError | undefined {
  const lines = stderr.split('\n');
  const from = lines.findLastIndex((line) => line.startsWith('Error: '));
  if (from < 0) return undefined;
  const said = lines
    .slice(from)
    .filter((line) => line.trim() !== '')
    .join(' ')
    .replace(/^Error: /, '')
    .replace(/\.$/, '');
  const rule = rules.find((one) => one.said.test(said));
  return rule && new StepError(rule.code, `${rule.what}: ${said}.`, { hint: rule.hint });
}
