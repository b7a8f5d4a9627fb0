import type { EventData } from '@stepyard/events';
import {
  any,
  listOf,
  number,
  type ObjectType,
  objectOf,
  text,
  truth,
  type ValueType,
} from '../expression/value-type.ts';

const noun = 'a field of the event';
const field = (fields: Readonly<Record<string, ValueType>>): ObjectType => ({
  ...objectOf(fields, noun),
  rule: 'unknown-field',
});

const person = field({ name: text, email: text, login: text });
const commit = field({ id: text, message: text, author: person, time: text, url: text });

const fields = {
  kind: text,
  actor: person,
  repository: field({
    fullName: text,
    cloneUrl: text,
    sshUrl: text,
    webUrl: text,
    defaultBranch: text,
    private: truth,
  }),
  ref: text,
  branch: text,
  tag: text,
  commit,
  before: text,
  commits: listOf(commit),
  changedPaths: listOf(text),
  pullRequest: field({
    number,
    title: text,
    sourceBranch: text,
    targetBranch: text,
    fork: truth,
    head: text,
    base: text,
    headCloneUrl: text,
    url: text,
  }),
  image: field({ name: text, tag: text, digest: text }),
  schedule: field({ cron: text, zone: text, tick: text }),
  inputs: any,
  trust: text,
  untrusted: listOf(text),
  raw: any,
} as const satisfies Readonly<Record<keyof EventData, ValueType>>;

/** What `event` is to an expression; what a source does not know is null. */
export const eventType: ObjectType = field(fields);
