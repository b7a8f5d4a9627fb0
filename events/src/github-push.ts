import { changedPaths, type Delivery, person } from './delivery.ts';
import type { Person } from './event.ts';
import { fullRef, isNoObject, namedBy, objectId, trustOf } from './git-text.ts';
import { githubCommit, githubRepository } from './github-facts.ts';
import { known, makeEvent } from './make-event.ts';
import { openPayload, type Payload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';
import { toTime } from './time.ts';

/** GitHub lists at most this many commits of a push; then it is not known what they changed. */
const mostCommits = 2_048;

/** Reads a `push` delivery of GitHub: of a branch or of a tag. */
export function readPush({ id, payload, raw, receivedAt }: Delivery): ReadEvent {
  const ref = payload.need('ref', fullRef);
  const after = payload.need('after', objectId);
  const before = payload.formed('before', objectId);
  const { branch, tag } = namedBy(ref);
  if (isNoObject(after) && after !== '') return { ignored: `The ref ${JSON.stringify(ref)} was deleted.` };
  if (branch === undefined && tag === undefined) {
    return { ignored: `The ref ${JSON.stringify(ref)} is neither a branch nor a tag.` };
  }
  const repository = githubRepository(payload, 'repository');
  const head = githubCommit(openPayload(payload.value('head_commit')));
  const commits = payload.list('commits');
  return {
    event: makeEvent({
      id: id ?? `push:${ref}:${before ?? ''}:${after}`,
      source: repository.webUrl ?? repository.cloneUrl,
      time: toTime(payload.value('repository.pushed_at')) ?? receivedAt,
      subject: ref,
      data: known({
        kind: tag === undefined ? ('push' as const) : ('tag' as const),
        actor: pusher(payload),
        repository,
        ref,
        branch,
        tag,
        // For an annotated tag, `after` is the tag object.
        commit: head ?? { id: after },
        before: before === undefined || isNoObject(before) ? undefined : before,
        commits: commits.flatMap((one) => githubCommit(one) ?? []),
        changedPaths: changedPaths(commits, mostCommits),
        trust: trustOf(ref, repository.defaultBranch),
        raw,
      }),
    }),
  };
}

function pusher(payload: Payload): Person | undefined {
  return person({
    name: payload.text('pusher.name'),
    email: payload.text('pusher.email'),
    login: payload.text('sender.login'),
  });
}
