import { person } from './delivery.ts';
import type { Commit, Repository } from './event.ts';
import { httpUrl, objectId, repositoryName } from './git-text.ts';
import { known } from './make-event.ts';
import type { Payload } from './payload.ts';
import { toTime } from './time.ts';

/** The project at a path of a GitLab payload. */
export function gitlabProject(payload: Payload, at: string): Repository {
  const visibility = payload.value(`${at}.visibility_level`);
  return known({
    fullName: payload.need(`${at}.path_with_namespace`, repositoryName),
    cloneUrl: payload.need(`${at}.git_http_url`, httpUrl),
    sshUrl: payload.text(`${at}.git_ssh_url`),
    webUrl: payload.formed(`${at}.web_url`, httpUrl),
    defaultBranch: payload.text(`${at}.default_branch`),
    // 0 is private, 10 internal, 20 public.
    private: typeof visibility === 'number' ? visibility < 20 : undefined,
  });
}

/** A commit of a GitLab payload. */
export function gitlabCommit(commit: Payload): Commit | undefined {
  const id = commit.formed('id', objectId);
  if (id === undefined) return undefined;
  return known({
    id,
    message: commit.text('message'),
    author: person({
      name: commit.text('author.name'),
      email: commit.text('author.email'),
      login: undefined,
    }),
    time: toTime(commit.value('timestamp')),
    url: commit.formed('url', httpUrl),
  });
}

/** GitLab writes this where an address is not public. */
export function publicEmail(email: string | undefined): string | undefined {
  return email === '[REDACTED]' ? undefined : email;
}
