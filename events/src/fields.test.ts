import { describe, expect, it } from 'vitest';
import { eventFields } from './fields.ts';
import { readEvent } from './read-event.ts';
import { eventSchema } from './schema.ts';
import { isUntrusted } from './untrusted.ts';

describe('events/fields', () => {
  it('lists every field with its type, and which an outsider may choose', () => {
    expect(
      eventFields.map(({ path, type, untrusted }) => `${path}: ${type}${untrusted ? ', untrusted' : ''}`),
    ).toEqual([
      'kind: string',
      'actor: object',
      'actor.name: string, untrusted',
      'actor.email: string, untrusted',
      'actor.login: string',
      'repository: object',
      'repository.fullName: string',
      'repository.cloneUrl: string',
      'repository.sshUrl: string',
      'repository.webUrl: string',
      'repository.defaultBranch: string',
      'repository.private: boolean',
      'ref: string',
      'branch: string, untrusted',
      'tag: string',
      'commit: object',
      'commit.id: string',
      'commit.message: string, untrusted',
      'commit.author: object, untrusted',
      'commit.author.name: string, untrusted',
      'commit.author.email: string, untrusted',
      'commit.author.login: string, untrusted',
      'commit.time: string',
      'commit.url: string',
      'before: string',
      'commits: array, untrusted',
      'changedPaths: array, untrusted',
      'pullRequest: object',
      'pullRequest.number: integer',
      'pullRequest.title: string, untrusted',
      'pullRequest.sourceBranch: string, untrusted',
      'pullRequest.targetBranch: string',
      'pullRequest.fork: boolean',
      'pullRequest.head: string',
      'pullRequest.base: string',
      'pullRequest.headCloneUrl: string, untrusted',
      'pullRequest.url: string',
      'image: object',
      'image.name: string',
      'image.tag: string',
      'image.digest: string',
      'schedule: object',
      'schedule.cron: string',
      'schedule.zone: string',
      'schedule.tick: string',
      'inputs: object',
      'trust: string',
      'untrusted: array',
      'raw: any, untrusted',
    ]);
  });

  it('is data: a JSON round trip gives the same schema', () => {
    expect(JSON.parse(JSON.stringify(eventSchema))).toEqual(eventSchema);
  });

  it('knows what is within an untrusted field, and what has one within', () => {
    const data = { untrusted: ['commit.message', 'commits'] };
    const paths = [
      'commit',
      'commit.message',
      'commit.id',
      'commits',
      'commits.0.id',
      'commit.messages',
      'ref',
    ];
    expect(paths.filter((path) => isUntrusted(data, path))).toEqual([
      'commit',
      'commit.message',
      'commits',
      'commits.0.id',
    ]);
  });

  it('says what is wrong with an event that is given by hand', () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/p',
      type: 'dev.stepyard.manual.v1',
      time: '2026-03-02T10:00:00Z',
      datacontenttype: 'application/json',
      data: { kind: 'manual', trust: 'branch', untrusted: [], extension: undefined },
    };
    const problem = (changes: object) => {
      const read = readEvent({ ...event, ...changes });
      return 'problem' in read ? read.problem.message : read;
    };
    expect(readEvent(event)).toEqual({ event });
    expect(problem({ id: undefined })).toBe('`id` must be given.');
    expect(problem({ specversion: '2.0' })).toBe('`specversion` must be "1.0", got "2.0".');
    expect(problem({ data: { ...event.data, trust: 'root' } })).toBe(
      '`data.trust` must be one of fork, branch, default-branch, release, got "root".',
    );
    expect(problem({ data: { ...event.data, commits: [{ id: 5 }] } })).toBe(
      '`data.commits.0.id` must be text, got 5.',
    );
    expect(problem({ data: { ...event.data, brunch: 'x' } })).toBe(
      '`data.brunch` is not a field of an event.',
    );
    expect(readEvent('x')).toEqual({
      problem: {
        message: 'The event must be an object, got "x".',
        hint: 'Write the event as CloudEvents 1.0 JSON, as `STEPYARD_EVENT` has it.',
      },
    });
  });
});
