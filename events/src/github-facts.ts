import { person } from './delivery.ts';
import type { Commit, Repository } from './event.ts';
import { httpUrl, objectId, repositoryName } from './git-text.ts';
import { known } from './make-event.ts';
import type { Payload } from './payload.ts';
import { toTime } from './time.ts';

/** The repository at a path of a GitHub payload. */
export function githubRepository(payload: Payload, at: string): Repository {
  const isPrivate = payload.value(`${at}.private`);
  return known({
    fullName: payload.need(`${at}.full_name`, repositoryName),
    cloneUrl: payload.need(`${at}.clone_url`, httpUrl),
    sshUrl: payload.text(`${at}.ssh_url`),
    webUrl: payload.formed(`${at}.html_url`, httpUrl),
    defaultBranch: payload.text(`${at}.default_branch`),
    private: typeof isPrivate === 'boolean' ? isPrivate : undefined,
  });
}

/** A commit of a GitHub payload. */
export function githubCommit(commit: Payload): Commit | undefined {
  const id = commit.formed('id', objectId);
  if (id === undefined) return undefined;
  return known({
    id,
    message: commit.text('message'),
    author: person({
      name: commit.text('author.name'),
      email: commit.text('author.email'),
      login: commit.text('author.username'),
    }),
    time: toTime(commit.value('timestamp')),
    url: commit.formed('url', httpUrl),
  });
}
