import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isRecord, ownValue } from './check-schema.ts';
import { readGithub } from './github.ts';
import { readEvent } from './read-event.ts';

const received = '2026-03-04T00:00:00Z';
const delivery = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

/** Deliveries that GitHub recorded, by the name of the event. */
const recorded = new Map<unknown, readonly unknown[]>();
const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
for (const one of list(JSON.parse(readFileSync(file, 'utf8')))) {
  recorded.set(ownValue(one, 'name'), list(ownValue(one, 'examples')));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first recorded delivery of an event that has these texts, with texts in it replaced. */
function payload(name: string, has: string, ...changes: readonly (readonly [string, string])[]): unknown {
  const text = recorded
    .get(name)
    ?.map((one) => JSON.stringify(one))
    .find((one) => one.includes(has));
  expect(text).toBeDefined();
  return JSON.parse(changes.reduce((whole, [from, to]) => whole.replaceAll(from, to), text ?? ''));
}

function read(event: string, given: unknown) {
  return readGithub({ 'x-github-event': event, 'X-GitHub-Delivery': delivery }, given, received);
}

const repository = {
  fullName: 'Codertocat/Hello-World',
  cloneUrl: 'https://github.com/Codertocat/Hello-World.git',
  sshUrl: 'git@github.com:Codertocat/Hello-World.git',
  webUrl: 'https://github.com/Codertocat/Hello-World',
  defaultBranch: 'master',
  private: false,
};

describe('events/github', () => {
  it('reads a push', () => {
    const raw = payload('push', '"ref":"refs/heads/master"');
    const commit = {
      id: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
      message: 'Initial commit',
      author: {
        name: 'Codertocat',
        email: '21031067+Codertocat@users.noreply.github.com',
        login: 'Codertocat',
      },
      time: '2019-05-15T15:19:25Z',
      url: 'https://github.com/Codertocat/Hello-World/commit/6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    };
    expect(read('push', raw)).toEqual({
      event: {
        specversion: '1.0',
        id: delivery,
        source: 'https://github.com/Codertocat/Hello-World',
        type: 'dev.stepyard.push.v1',
        time: expect.stringMatching(/^2019-05-15T15:\d\d:\d\dZ$/),
        subject: 'refs/heads/master',
        datacontenttype: 'application/json',
        data: {
          kind: 'push',
          actor: {
            name: 'Codertocat',
            email: '21031067+Codertocat@users.noreply.github.com',
            login: 'Codertocat',
          },
          repository,
          ref: 'refs/heads/master',
          branch: 'master',
          commit,
          commits: [commit],
          changedPaths: ['README.md'],
          trust: 'default-branch',
          untrusted: [
            'actor.name',
            'actor.email',
            'commit.message',
            'commit.author',
            'commits',
            'changedPaths',
            'raw',
          ],
          raw,
        },
      },
    });
  });

  it('reads a tag', () => {
    expect(
      read(
        'push',
        payload('push', '"ref":"refs/tags/simple-tag","before":"000', ['"deleted":true', '"deleted":false']),
      ),
    ).toMatchObject({
      event: {
        type: 'dev.stepyard.tag.v1',
        data: { kind: 'tag', tag: 'simple-tag', ref: 'refs/tags/simple-tag', trust: 'release' },
      },
    });
  });

  it('reads a pull request within the repository', () => {
    const result = read('pull_request', payload('pull_request', '"action":"opened"'));
    expect(result).toMatchObject({
      event: {
        type: 'dev.stepyard.pull-request.v1',
        time: '2019-05-15T15:20:33Z',
        subject: 'pull/2',
        data: {
          actor: { login: 'Codertocat' },
          repository,
          ref: 'refs/pull/2/head',
          branch: 'changes',
          commit: { id: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821' },
          pullRequest: {
            number: 2,
            title: 'Update the README with new information.',
            sourceBranch: 'changes',
            targetBranch: 'master',
            fork: false,
            head: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
            base: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
          },
          trust: 'branch',
          untrusted: [
            'raw',
            'branch',
            'pullRequest.title',
            'pullRequest.sourceBranch',
            'pullRequest.headCloneUrl',
          ],
        },
      },
    });
  });

  it('takes a pull request for a fork where the repositories differ, or the source is gone', () => {
    const raw = payload('pull_request', '"action":"opened"');
    const head = ownValue(ownValue(raw, 'pull_request'), 'head');
    for (const repo of [{ id: 1, clone_url: 'https://github.com/other/Hello-World.git' }, null]) {
      if (isRecord(head)) Object.assign(head, { repo });
      const result = read('pull_request', raw);
      expect(result).toMatchObject({ event: { data: { trust: 'fork', pullRequest: { fork: true } } } });
      expect(result).not.toHaveProperty('event.data.branch');
    }
  });

  it('says what was there before new commits', () => {
    expect(read('pull_request', payload('pull_request', '"action":"synchronize"'))).toMatchObject({
      event: { data: { before: expect.stringMatching(/^[0-9a-f]{40}$/) } },
    });
  });

  it('ignores what starts no run', () => {
    expect(read('pull_request', payload('pull_request', '"action":"labeled"'))).toEqual({
      ignored: 'The action "labeled" of a pull request changes no code.',
    });
    expect(read('pull_request', { action: 'edited', changes: { title: {} } })).toEqual({
      ignored: 'The action "edited" of a pull request changes no code.',
    });
    expect(read('push', payload('push', '"deleted":true'))).toEqual({
      ignored: 'The ref "refs/tags/simple-tag" was deleted.',
    });
    expect(read('ping', {})).toEqual({
      ignored: 'The GitHub event "ping" starts no run: only push and pull_request do.',
    });
  });

  it('reads a changed target as new code', () => {
    const raw = payload('pull_request', '"action":"opened"', [
      '"action":"opened"',
      '"action":"edited","changes":{"base":{}}',
    ]);
    expect(read('pull_request', raw)).toHaveProperty('event');
  });

  it('says what is wrong with a delivery', () => {
    expect(readGithub({}, {}, received)).toEqual({
      problem: {
        message: 'The header `X-GitHub-Event` must name the event, got nothing.',
        hint: 'Send deliveries of a GitHub webhook here, with their headers.',
      },
    });
    expect(
      read('push', {
        ref: 'refs/heads/a b',
        after: 5,
        repository: { full_name: 'a/b', clone_url: 'ext::sh' },
      }),
    ).toEqual({
      problem: {
        message: '`ref` must be a full ref such as `refs/heads/main`, got "refs/heads/a b". (and 1 more)',
        hint: 'Check that the webhook sends JSON of the event that its header names.',
      },
    });
  });

  it('makes of every recorded delivery an event that can be read again, or says why not', () => {
    let events = 0;
    for (const [name, examples] of recorded) {
      for (const raw of examples) {
        const result = read(String(name), raw);
        expect(result).not.toHaveProperty('problem');
        if (!('event' in result)) continue;
        events += 1;
        expect(readEvent(JSON.parse(JSON.stringify(result.event)))).toEqual(result);
      }
    }
    expect(events).toBe(10);
  });
});
