import type { Commit, EventData, PullRequest, Repository, StepyardEvent } from './event.ts';

/** The part of JSON Schema that describes events; every schema here is valid draft 2020-12. */
export interface EventSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, EventSchema>>;
  readonly additionalProperties?: boolean;
  readonly items?: EventSchema;
}

const text = (description: string): EventSchema => ({ type: 'string', description });

const person: EventSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { name: text('Name for people'), email: text('Address'), login: text('Account name') },
};

const commit: EventSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: text('Full object id'),
    message: text('Whole message'),
    author: person,
    time: text('RFC 3339'),
    url: text('Page of the commit'),
  } satisfies Record<keyof Commit, EventSchema>,
};

const repository: EventSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['fullName', 'cloneUrl'],
  properties: {
    fullName: text('`owner/name`'),
    cloneUrl: text('URL for HTTP'),
    sshUrl: text('URL for ssh'),
    webUrl: text('Page of the repository'),
    defaultBranch: text('Name of the default branch'),
    private: { type: 'boolean' },
  } satisfies Record<keyof Repository, EventSchema>,
};

const pullRequest: EventSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['number', 'title', 'sourceBranch', 'targetBranch', 'fork', 'head'],
  properties: {
    number: { type: 'integer' },
    title: text('Title'),
    sourceBranch: text('Branch that is to be merged'),
    targetBranch: text('Branch that it is to be merged into'),
    fork: { type: 'boolean', description: 'The source is in another repository' },
    head: text('Object id of the source'),
    base: text('Object id of the target'),
    headCloneUrl: text("URL of the source's repository"),
    url: text('Page of the request'),
  } satisfies Record<keyof PullRequest, EventSchema>,
};

/** JSON Schema of what expressions see as `event`: the data common to all sources. */
export const eventSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'trust', 'untrusted'],
  properties: {
    kind: { type: 'string', enum: ['push', 'tag', 'pull-request', 'image-push', 'schedule', 'manual'] },
    actor: person,
    repository,
    ref: text('Full ref: `refs/heads/main`'),
    branch: text('Name of the branch in the repository; absent for a tag and for a fork'),
    tag: text('Name of the tag'),
    commit,
    before: text('Object id before; absent for a new branch'),
    commits: { type: 'array', items: commit },
    changedPaths: { type: 'array', items: text('Path in the repository') },
    pullRequest,
    image: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: text('`registry/project/name`'), tag: text('Tag'), digest: text('Digest') },
    },
    schedule: {
      type: 'object',
      additionalProperties: false,
      required: ['cron', 'zone', 'tick'],
      properties: {
        cron: text('Five columns'),
        zone: text('Time zone'),
        tick: text('RFC 3339: when it was due'),
      },
    },
    inputs: { type: 'object', description: 'Values given by hand' },
    trust: { type: 'string', enum: ['fork', 'branch', 'default-branch', 'release'] },
    untrusted: { type: 'array', items: text('Dotted path of a field that an outsider may have chosen') },
    raw: { description: "The source's own payload" },
  } satisfies Record<keyof EventData, EventSchema>,
} as const satisfies EventSchema;

/** JSON Schema of the file that `STEPYARD_EVENT` names. */
export const cloudEventSchema: EventSchema = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data'],
  properties: {
    specversion: { type: 'string', enum: ['1.0'] },
    id: text('Unique for its source'),
    source: text('URI reference of where it comes from'),
    type: text('`dev.stepyard.<kind>.v1`'),
    time: text('RFC 3339'),
    subject: text('What of the source it is about'),
    datacontenttype: { type: 'string', enum: ['application/json'] },
    data: eventSchema,
  } satisfies Record<keyof StepyardEvent, EventSchema>,
};
