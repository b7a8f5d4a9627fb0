import { at, type KubeObject, listAt, numberAt, textAt } from '../object.ts';
import type { Finding } from './finding.ts';

const hints = {
  image: 'Check name and tag, that it was pushed, and that the nodes may pull it (`imagePullSecrets`).',
  config: 'Have the Secret or ConfigMap that it names made before, or correct its name.',
  start: 'Check `command`, `args`, `workingDir` and `securityContext` of the container.',
  crash: 'See its last lines in the log; it must go on running.',
  memory:
    'It was ended for using more memory than its limit: raise `resources.limits.memory`, or have it use less.',
};

/** Why a container does not run; `shown` masks and shortens what others say. */
export function containerFindings(pod: KubeObject, shown: (text: string) => string): Finding[] {
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
    listAt(pod, 'status', list),
  );
  return statuses.flatMap((status) => findingOf(pod, status, shown) ?? []);
}

function findingOf(pod: KubeObject, status: unknown, shown: (text: string) => string): Finding | undefined {
  const reason = textAt(status, 'state', 'waiting', 'reason');
  const name = textAt(status, 'name');
  const of = `container ${name} of Pod ${pod.metadata.name}`;
  const message = shown(textAt(status, 'state', 'waiting', 'message'));
  const key = `${pod.metadata.name} ${name} ${reason}`;
  if (/^(ErrImagePull|ImagePullBackOff|RegistryUnavailable)$/.test(reason))
    return pull(key, of, status, message);
  if (/^(InvalidImageName|ErrImageNeverPull)$/.test(reason)) {
    const text = `the image ${JSON.stringify(textAt(status, 'image'))} of ${of} cannot be used: ${message}`;
    return { key, text, code: 'REJECTED', hint: hints.image, patienceMs: 0 };
  }
  if (reason === 'CreateContainerConfigError')
    return {
      key,
      text: `${of} cannot be made: ${message}`,
      code: 'NOT_FOUND',
      hint: hints.config,
      patienceMs: 10_000,
    };
  if (/^(CreateContainerError|RunContainerError|StartError|PostStartHookError)$/.test(reason))
    return {
      key,
      text: `${of} cannot be started: ${message}`,
      code: 'TOOL_FAILED',
      hint: hints.start,
      patienceMs: 10_000,
    };
  return crash(pod, status, of);
}

const final =
  /not found|manifest unknown|does not exist|no such|unauthorized|denied|forbidden|no basic auth|no match for platform/i;

function pull(key: string, of: string, status: unknown, message: string): Finding {
  const image = JSON.stringify(textAt(status, 'image'));
  const refused = /unauthorized|denied|forbidden|no basic auth/i.test(message);
  const known = final.test(message);
  return {
    key: key.replace(/\S+$/, known ? 'pull' : 'pulling'),
    text: `the image ${image} of ${of} cannot be pulled: ${message}`,
    code: known ? (refused ? 'AUTH_FAILED' : 'NOT_FOUND') : 'UNREACHABLE',
    hint: hints.image,
    patienceMs: known ? 5_000 : 120_000,
  };
}

/** Twice is a rule: once may be a dependency that was not there yet. */
const crashes = 2;

function crash(pod: KubeObject, status: unknown, of: string): Finding | undefined {
  const restarts = numberAt(status, 'restartCount') ?? 0;
  const now = at(status, 'state', 'terminated');
  const ended = now ?? at(status, 'lastState', 'terminated');
  const code = numberAt(ended, 'exitCode') ?? 0;
  const oom = textAt(ended, 'reason') === 'OOMKilled';
  const looping = textAt(status, 'state', 'waiting', 'reason') === 'CrashLoopBackOff';
  if (ended === undefined || (!looping && (now === undefined || (code === 0 && !oom)))) return undefined;
  const how = oom ? 'uses more memory than its limit' : `ends with status ${code}`;
  const times = restarts === 0 ? '' : ` (started ${restarts + 1} times)`;
  return {
    key: `${pod.metadata.name} ${textAt(status, 'name')} crash`,
    text: `${of} ${how}${times}`,
    code: 'TOOL_FAILED',
    hint: oom ? hints.memory : hints.crash,
    ...(looping && { patienceMs: restarts >= crashes ? 0 : 30_000 }),
    container: { pod: pod.metadata.name, name: textAt(status, 'name'), previous: now === undefined },
  };
}
