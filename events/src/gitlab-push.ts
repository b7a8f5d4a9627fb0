import { changedPaths, type Delivery, person } from './delivery.ts';
import { fullRef, isNoObject, namedBy, objectId, trustOf } from './git-text.ts';
import { gitlabCommit, gitlabProject, publicEmail } from './gitlab-facts.ts';
import { known, makeEvent } from './make-event.ts';
import type { Payload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';

/** Reads a `push` or `tag_push` delivery of GitLab. */
export function readPush({ id, payload, raw, receivedAt }: Delivery): ReadEvent {
  const ref = payload.need('ref', fullRef);
  const after = payload.need('after', objectId);
  const before = payload.formed('before', objectId);
  const { branch, tag } = namedBy(ref);
  if (isNoObject(after) && after !== '') return { ignored: `The ref ${JSON.stringify(ref)} was deleted.` };
  if (branch === undefined && tag === undefined) {
    return { ignored: `The ref ${JSON.stringify(ref)} is neither a branch nor a tag.` };
  }
  const repository = gitlabProject(payload, 'project');
  const commits = payload.list('commits');
  // For an annotated tag, `after` is the tag object and `checkout_sha` its commit.
  const commit = payload.formed('checkout_sha', objectId) ?? after;
  const listed = commits.flatMap((one) => gitlabCommit(one) ?? []);
  return {
    event: makeEvent({
      id: id ?? `push:${ref}:${before ?? ''}:${after}`,
      source: repository.webUrl ?? repository.cloneUrl,
      time: receivedAt,
      subject: ref,
      data: known({
        kind: tag === undefined ? ('push' as const) : ('tag' as const),
        actor: person({
          name: payload.text('user_name'),
          email: publicEmail(payload.text('user_email')),
          login: payload.text('user_username'),
        }),
        repository,
        ref,
        branch,
        tag,
        commit: listed.find((one) => one.id === commit) ?? { id: commit },
        before: before === undefined || isNoObject(before) ? undefined : before,
        commits: listed,
        changedPaths: allListed(payload, commits)
          ? changedPaths(commits, Number.POSITIVE_INFINITY)
          : undefined,
        trust: trustOf(ref, repository.defaultBranch),
        raw,
      }),
    }),
  };
}

/** GitLab lists the newest 20 commits and says how many there are. */
function allListed(payload: Payload, commits: readonly Payload[]): boolean {
  return payload.value('total_commits_count') === commits.length;
}
