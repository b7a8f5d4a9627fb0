import { type Delivery, person } from './delivery.ts';
import { branchName, httpUrl, objectId } from './git-text.ts';
import { gitlabCommit, gitlabProject, publicEmail } from './gitlab-facts.ts';
import { known, makeEvent } from './make-event.ts';
import { openPayload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';
import { toTime } from './time.ts';

/** Reads a `merge_request` delivery of GitLab. */
export function readMergeRequest({ id, payload, raw, receivedAt }: Delivery): ReadEvent {
  const action = payload.text('object_attributes.action') ?? '';
  const before = payload.formed('object_attributes.oldrev', objectId);
  const changed = before !== undefined || payload.value('changes.target_branch') !== undefined;
  if (action === 'update' && !changed) return { ignored: 'The update of the merge request changes no code.' };
  if (action !== 'open' && action !== 'reopen' && action !== 'update') {
    return {
      ignored: `The action ${JSON.stringify(action.slice(0, 80))} of a merge request changes no code.`,
    };
  }
  const number = payload.needNumber('object_attributes.iid');
  const head = payload.need('object_attributes.last_commit.id', objectId);
  const sourceBranch = payload.need('object_attributes.source_branch', branchName);
  const repository = gitlabProject(payload, 'project');
  const source = payload.value('object_attributes.source_project_id');
  const fork = typeof source !== 'number' || source !== payload.value('object_attributes.target_project_id');
  return {
    event: makeEvent({
      id:
        id ??
        `merge-request:${number}:${action}:${head}:${payload.text('object_attributes.updated_at') ?? ''}`,
      source: repository.webUrl ?? repository.cloneUrl,
      time: toTime(payload.value('object_attributes.updated_at')) ?? receivedAt,
      subject: `merge-requests/${number}`,
      data: known({
        kind: 'pull-request' as const,
        actor: person({
          name: payload.text('user.name'),
          email: publicEmail(payload.text('user.email')),
          login: payload.text('user.username'),
        }),
        repository,
        ref: `refs/merge-requests/${number}/head`,
        // A branch of the same name may exist in the repository, and is another one.
        branch: fork ? undefined : sourceBranch,
        commit: gitlabCommit(openPayload(payload.value('object_attributes.last_commit'))) ?? { id: head },
        before,
        pullRequest: known({
          number,
          title: payload.text('object_attributes.title') ?? '',
          sourceBranch,
          targetBranch: payload.need('object_attributes.target_branch', branchName),
          fork,
          head,
          headCloneUrl: payload.formed('object_attributes.source.git_http_url', httpUrl),
          url: payload.formed('object_attributes.url', httpUrl),
        }),
        trust: fork ? ('fork' as const) : ('branch' as const),
        raw,
      }),
    }),
  };
}
