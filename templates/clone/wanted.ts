import type { EventData } from '@stepyard/events';
import type { CloneStep } from './access.ts';
import { candidates, isCommitId, readRef, shortName } from './ref.ts';
import { type RemoteUrl, readUrl, sameRepository } from './url.ts';

/** What is to be checked out, as far as inputs and event say. */
export interface Wanted {
  /** As written; absent: the default branch of the repository. */
  readonly ref: string | undefined;
  /** Full id; absent: what `ref` points at. */
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  /** State to list changes from; `asked` where the author named it. */
  readonly since: { readonly ref: string; readonly asked: boolean } | undefined;
}

/** Puts together inputs and event; the event has a say only if it is about this repository. */
export function readWanted({ inputs, event }: CloneStep, url: RemoteUrl): Wanted {
  const about = event === undefined || !isAbout(event.data, url) ? undefined : event.data;
  const given = inputs.ref === undefined ? undefined : readRef('ref', inputs.ref);
  const isEvents = about !== undefined && (given === undefined || isRefOf(about, given));
  const told = isEvents ? toldBy(about) : undefined;
  const asked = inputs.since === undefined ? undefined : readRef('since', inputs.since);
  const before = told?.since;
  return {
    ref: given !== undefined && isCommitId(given) ? undefined : (given ?? told?.ref),
    commit: (
      inputs.commit ?? (given !== undefined && isCommitId(given) ? given : told?.commit)
    )?.toLowerCase(),
    branch: told?.branch,
    since:
      asked !== undefined
        ? { ref: asked, asked: true }
        : before === undefined
          ? undefined
          : { ref: before, asked: false },
  };
}

export function isAbout({ repository, pullRequest }: EventData, url: RemoteUrl): boolean {
  return [repository?.cloneUrl, repository?.sshUrl, pullRequest?.headCloneUrl].some(
    (address) => address !== undefined && isSame(address, url),
  );
}

function isSame(address: string, url: RemoteUrl): boolean {
  try {
    return sameRepository(readUrl('event', address), url);
  } catch {
    return false;
  }
}

/** Whether the ref that was written is the one that the event is about. */
function isRefOf({ ref, commit, pullRequest }: EventData, given: string): boolean {
  return (
    (ref !== undefined && candidates(given).includes(ref)) || [commit?.id, pullRequest?.head].includes(given)
  );
}

function toldBy({ ref, branch, commit, before, pullRequest }: EventData) {
  const full = ref === undefined ? undefined : readRef('event.ref', ref);
  const id = pullRequest?.head ?? commit?.id;
  const from = pullRequest?.base ?? before;
  return {
    ref: full,
    commit: id !== undefined && isCommitId(id) ? id : undefined,
    branch: branch ?? (full === undefined ? undefined : shortName(full).branch),
    since: from !== undefined && isCommitId(from) && !/^0+$/.test(from) ? from.toLowerCase() : undefined,
  };
}
