import type { Person } from './event.ts';
import { known } from './make-event.ts';
import type { Payload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';

/** One delivery of a webhook. */
export interface Delivery {
  readonly id: string | undefined;
  readonly payload: Payload;
  readonly raw: unknown;
  readonly receivedAt: string;
}

/** What was read, unless something that it needs was not there. */
export function checked(read: ReadEvent, payload: Payload): ReadEvent {
  const [first, ...others] = payload.problems();
  if (first === undefined) return read;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return {
    problem: {
      message: `${first}${more}`,
      hint: 'Check that the webhook sends JSON of the event that its header names.',
    },
  };
}

/** The paths that commits changed; `undefined` where that is not known. */
export function changedPaths(commits: readonly Payload[], fewerThan: number): readonly string[] | undefined {
  if (commits.length === 0 || commits.length >= fewerThan) return undefined;
  const lists = commits.flatMap((commit) =>
    ['added', 'modified', 'removed'].map((name) => commit.value(name)),
  );
  if (!lists.every(isTextList)) return undefined;
  return [...new Set(lists.flat())].sort();
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** A person of whom something is known. */
export function person(fields: { readonly [K in keyof Person]-?: string | undefined }): Person | undefined {
  const facts = known(fields);
  return Object.keys(facts).length === 0 ? undefined : facts;
}
