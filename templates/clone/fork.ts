import { StepError } from '@stepyard/contract';
import type { EventData } from '@stepyard/events';
import type { CloneStep } from './access.ts';
import { type RemoteUrl, readUrl } from './url.ts';
import { isAbout, type Wanted } from './wanted.ts';

/**
 * Keeps code that anybody may have written away from a run that holds secrets.
 * @throws StepError POLICY_REFUSED naming the fork, unless it is allowed by name.
 */
export function assertForkAllowed(step: CloneStep, url: RemoteUrl, wanted: Wanted): void {
  const { task, event, inputs } = step;
  if (event === undefined || !bringsForeignCode(event.data, url, wanted, task?.untrusted === true)) return;
  if (inputs.auth.case === 'none' && task?.secrets !== true) return;
  const fork = forkOf(event.data);
  if (inputs.allowForks.some((name) => name === '*' || name.toLowerCase() === fork?.toLowerCase())) return;
  throw new StepError(
    'POLICY_REFUSED',
    `the code of ${fork ?? 'a fork'} is not let into a run that holds secrets.`,
    {
      hint: `Read the change first; then name the fork in \`allowForks\`${fork === undefined ? ' (`*` for all)' : ''}, or run it without secrets.`,
    },
  );
}

/** The event is a fork's, and what is wanted is not a branch or tag that the author named by hand. */
function bringsForeignCode(event: EventData, url: RemoteUrl, wanted: Wanted, untrusted: boolean): boolean {
  const foreign = untrusted || event.trust === 'fork' || event.pullRequest?.fork === true;
  if (!foreign || !isAbout(event, url)) return false;
  const own =
    wanted.ref !== undefined && wanted.commit === undefined && !/^refs\/(?!heads\/|tags\/)/.test(wanted.ref);
  return !own || isHead(event, url);
}

function isHead({ pullRequest }: EventData, url: RemoteUrl): boolean {
  const head = pullRequest?.headCloneUrl;
  return head !== undefined && readUrl('event', head).href === url.href && pullRequest?.fork === true;
}

/** `owner/name` of the repository that the change comes from. */
function forkOf({ pullRequest }: EventData): string | undefined {
  const path =
    pullRequest?.headCloneUrl === undefined ? undefined : readUrl('event', pullRequest.headCloneUrl).path;
  return path?.replace(/^\/+/, '').replace(/\.git$/, '');
}
