import { type Delivery, person } from './delivery.ts';
import { branchName, httpUrl, objectId } from './git-text.ts';
import { githubRepository } from './github-facts.ts';
import { known, makeEvent } from './make-event.ts';
import type { Payload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';
import { toTime } from './time.ts';

/** The actions that change what would be merged. */
const starting = new Set(['opened', 'reopened', 'synchronize']);

/** Reads a `pull_request` delivery of GitHub. */
export function readPullRequest({ id, payload, raw, receivedAt }: Delivery): ReadEvent {
  const action = payload.text('action') ?? '';
  const retargeted = action === 'edited' && payload.value('changes.base') !== undefined;
  if (!starting.has(action) && !retargeted) {
    return {
      ignored: `The action ${JSON.stringify(action.slice(0, 80))} of a pull request changes no code.`,
    };
  }
  const number = payload.needNumber('pull_request.number');
  const head = payload.need('pull_request.head.sha', objectId);
  const sourceBranch = payload.need('pull_request.head.ref', branchName);
  const repository = githubRepository(payload, 'repository');
  const fork = isFork(payload);
  return {
    event: makeEvent({
      id: id ?? `pull:${number}:${action}:${head}`,
      source: repository.webUrl ?? repository.cloneUrl,
      time: toTime(payload.value('pull_request.updated_at')) ?? receivedAt,
      subject: `pull/${number}`,
      data: known({
        kind: 'pull-request' as const,
        actor: person({ login: payload.text('sender.login'), name: undefined, email: undefined }),
        repository,
        ref: `refs/pull/${number}/head`,
        // A branch of the same name may exist in the repository, and is another one.
        branch: fork ? undefined : sourceBranch,
        commit: { id: head },
        before: payload.formed('before', objectId),
        pullRequest: known({
          number,
          title: payload.text('pull_request.title') ?? '',
          sourceBranch,
          targetBranch: payload.need('pull_request.base.ref', branchName),
          fork,
          head,
          base: payload.formed('pull_request.base.sha', objectId),
          headCloneUrl: payload.formed('pull_request.head.repo.clone_url', httpUrl),
          url: payload.formed('pull_request.html_url', httpUrl),
        }),
        trust: fork ? ('fork' as const) : ('branch' as const),
        raw,
      }),
    }),
  };
}

/** Also where the source's repository is gone, and where it cannot be told. */
function isFork(payload: Payload): boolean {
  const [head, base] = ['head', 'base'].map((side) => payload.value(`pull_request.${side}.repo.id`));
  return typeof head !== 'number' || head !== base;
}
