import { StepError } from '@stepyard/contract';
import { completeId, isAbbreviated } from './abbreviated.ts';
import type { CloneStep } from './access.ts';
import type { Git } from './git.ts';
import { isCommitId } from './ref.ts';
import { lookUp, type Resolved, resolveRef } from './resolve.ts';
import type { RemoteUrl } from './url.ts';
import type { Wanted } from './wanted.ts';

/** Names turned into commits; the same in every attempt of the task. */
export interface Settled {
  readonly commit: string;
  /** Full ref that led to the commit. */
  readonly ref: string | undefined;
  /** State of the branch to merge into. */
  readonly target: string | undefined;
  /** Commit to list changes from. */
  readonly since: string | undefined;
}

/** Asks the server only for what is not a commit yet, and only in the first attempt. */
export async function settle(step: CloneStep, git: Git, url: RemoteUrl, wanted: Wanted): Promise<Settled> {
  const { mergeInto } = step.inputs;
  const sinceId = wanted.since !== undefined && isCommitId(wanted.since.ref) ? wanted.since.ref : undefined;
  const known = wanted.commit === undefined ? undefined : knownCommit(wanted.commit, wanted.ref);
  if (
    known !== undefined &&
    mergeInto === undefined &&
    (wanted.since === undefined || sinceId !== undefined)
  ) {
    return { ...known, target: undefined, since: sinceId?.toLowerCase() };
  }
  return await step.claim<Settled>({
    name: 'commit',
    perform: async () => ({
      ...(known ?? (await resolve(step, git, url, wanted.ref))),
      target:
        mergeInto === undefined ? undefined : (await resolveRef(git, url, `refs/heads/${mergeInto}`)).commit,
      since:
        sinceId ??
        (wanted.since === undefined ? undefined : (await resolveRef(git, url, wanted.since.ref)).commit),
    }),
    // Asking again does no harm.
    find: async () => undefined,
  });
}

/** A short name may be a branch or a tag, so only a full one leads to the commit. */
function knownCommit(commit: string, ref: string | undefined): Resolved {
  return { commit, ref: ref?.startsWith('refs/') ? ref : undefined };
}

async function resolve(
  step: CloneStep,
  git: Git,
  url: RemoteUrl,
  ref: string | undefined,
): Promise<Resolved> {
  if (ref === undefined || !isAbbreviated(ref)) return await resolveRef(git, url, ref);
  const found = await lookUp(git, url, ref);
  if (found !== undefined) return found;
  step.log.info(`${ref} is no branch or tag; looks for a commit that begins so.`);
  const commit = await completeId(step, git, url.href, ref);
  if (commit !== undefined) return { commit, ref: undefined };
  throw new StepError('NOT_FOUND', `no commit, branch or tag of the repository is called ${ref}.`, {
    hint: 'Give the full id of the commit; a short one may also fit several.',
  });
}
