import { ownValue } from './check-schema.ts';
import type { EventData, EventKind } from './event.ts';

/**
 * Fields whose text can come from someone who may not write to the repository: who commits chooses the
 * message and the author's name, who forks chooses the branch.
 */
const always = [
  'actor.name',
  'actor.email',
  'commit.message',
  'commit.author',
  'commits',
  'changedPaths',
  'raw',
];
const ofPullRequests = [
  'branch',
  'pullRequest.title',
  'pullRequest.sourceBranch',
  'pullRequest.headCloneUrl',
];

/** The dotted paths of those fields that an event has. */
export function untrustedPaths(data: Omit<EventData, 'untrusted'>): readonly string[] {
  return outsidersFields(data.kind).filter(
    (path) => path.split('.').reduce<unknown>(ownValue, data) !== undefined,
  );
}

/** Whether text at a dotted path below `data` may have been chosen by an outsider. */
export function isUntrusted(data: Pick<EventData, 'untrusted'>, path: string): boolean {
  return data.untrusted.some(
    (one) => path === one || path.startsWith(`${one}.`) || one.startsWith(`${path}.`),
  );
}

/** The dotted paths that can be untrusted, in events of a kind or of any. */
export function outsidersFields(kind?: EventKind): readonly string[] {
  return kind === undefined || kind === 'pull-request' ? [...always, ...ofPullRequests] : always;
}
