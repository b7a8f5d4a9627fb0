import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readGitlab } from './gitlab.ts';
import { readEvent } from './read-event.ts';

const received = '2026-03-04T00:00:00Z';
const repository = {
  fullName: 'booking/store',
  cloneUrl: 'https://gitlab.example/booking/store.git',
  sshUrl: 'git@gitlab.example:booking/store.git',
  webUrl: 'https://gitlab.example/booking/store',
  defaultBranch: 'main',
  private: true,
};

/** A fixture's payload, with the texts in it replaced. */
function payload(name: string, ...changes: readonly (readonly [from: string, to: string])[]): unknown {
  const text = readFileSync(new URL(`../fixtures/gitlab-${name}.json`, import.meta.url), 'utf8');
  const changed = changes.reduce((whole, [from, to]) => {
    expect(whole).toContain(from);
    return whole.replaceAll(from, to);
  }, text);
  return JSON.parse(changed);
}

function read(given: unknown, headers: Record<string, string> = {}) {
  return readGitlab({ 'X-Gitlab-Event': 'Push Hook', ...headers }, given, received);
}

describe('events/gitlab', () => {
  it('reads a push', () => {
    const raw = payload('push');
    const result = read(raw, { 'Idempotency-Key': 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f' });
    const author = { name: 'Lin Yue', email: 'lin@booking.example' };
    const head = {
      id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
      message: 'Mend the totals\n',
      author,
      time: '2026-03-02T14:36:29Z',
      url: 'https://gitlab.example/booking/store/-/commit/da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
    };
    expect(result).toEqual({
      event: {
        specversion: '1.0',
        id: 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f',
        source: 'https://gitlab.example/booking/store',
        type: 'dev.stepyard.push.v1',
        time: received,
        subject: 'refs/heads/main',
        datacontenttype: 'application/json',
        data: {
          kind: 'push',
          actor: { name: 'Lin Yue', login: 'lin' },
          repository,
          ref: 'refs/heads/main',
          branch: 'main',
          commit: head,
          before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
          commits: [
            {
              id: 'b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327',
              message: 'KK-134 Add the basket\n\nSee the design.\n',
              author,
              time: '2026-03-02T12:27:31Z',
              url: 'https://gitlab.example/booking/store/-/commit/b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327',
            },
            head,
          ],
          changedPaths: ['README.md', 'src/basket.ts', 'src/sum.ts', 'src/total.ts'],
          trust: 'default-branch',
          untrusted: ['actor.name', 'commit.message', 'commit.author', 'commits', 'changedPaths', 'raw'],
          raw,
        },
      },
    });
  });

  it('gives a push the same id each time it is delivered, also without a key', () => {
    const id =
      'push:refs/heads/main:95790bf891e76fee5e1747ab589903a6a1f80f22:da1560886d4f094c3e6c9ef40349f7d38b5d27d7';
    expect(read(payload('push'))).toMatchObject({ event: { id } });
    expect(read(payload('push'), { 'idempotency-key': 'a b' })).toMatchObject({ event: { id } });
  });

  it('reads a push to another branch', () => {
    expect(read(payload('push', ['refs/heads/main', 'refs/heads/feature/x']))).toMatchObject({
      event: { data: { branch: 'feature/x', trust: 'branch' } },
    });
  });

  it('does not claim to know the changed paths where not all commits are listed', () => {
    const result = read(payload('push', ['"total_commits_count": 2', '"total_commits_count": 21']));
    expect(result).toMatchObject({ event: { data: { kind: 'push' } } });
    expect(result).not.toHaveProperty('event.data.changedPaths');
  });

  it('reads a tag, and takes the commit of an annotated one', () => {
    expect(read(payload('tag-push'))).toMatchObject({
      event: {
        type: 'dev.stepyard.tag.v1',
        subject: 'refs/tags/v1.2.0',
        data: {
          kind: 'tag',
          tag: 'v1.2.0',
          commit: { id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7' },
          trust: 'release',
        },
      },
    });
    expect(read(payload('tag-push'))).not.toHaveProperty('event.data.before');
  });

  it('reads a merge request from a fork, and does not take its branch for one of the repository', () => {
    const result = read(payload('merge-request'), { 'x-gitlab-event': 'Merge Request Hook' });
    expect(result).toMatchObject({
      event: {
        type: 'dev.stepyard.pull-request.v1',
        time: '2026-03-03T17:23:36Z',
        subject: 'merge-requests/7',
        data: {
          actor: { name: 'Wang Wu', login: 'wang' },
          repository,
          ref: 'refs/merge-requests/7/head',
          commit: { id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7', message: 'Mend the totals\n' },
          pullRequest: {
            number: 7,
            title: 'Add the basket',
            sourceBranch: 'feature/basket',
            targetBranch: 'main',
            fork: true,
            head: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
            headCloneUrl: 'https://gitlab.example/wang/store.git',
            url: 'https://gitlab.example/booking/store/-/merge_requests/7',
          },
          trust: 'fork',
          untrusted: [
            'actor.name',
            'commit.message',
            'commit.author',
            'raw',
            'pullRequest.title',
            'pullRequest.sourceBranch',
            'pullRequest.headCloneUrl',
          ],
        },
      },
    });
    expect(result).not.toHaveProperty('event.data.branch');
  });

  it('reads a merge request within the repository', () => {
    expect(
      read(payload('merge-request', ['"source_project_id": 29', '"source_project_id": 15'])),
    ).toMatchObject({
      event: { data: { branch: 'feature/basket', trust: 'branch', pullRequest: { fork: false } } },
    });
  });

  it('takes an update for new code only where it is', () => {
    const update = ['"action": "open"', '"action": "update"'] as const;
    expect(read(payload('merge-request', update))).toEqual({
      ignored: 'The update of the merge request changes no code.',
    });
    const oldrev = '"action": "update", "oldrev": "95790bf891e76fee5e1747ab589903a6a1f80f22"';
    expect(read(payload('merge-request', ['"action": "open"', oldrev]))).toMatchObject({
      event: { data: { before: '95790bf891e76fee5e1747ab589903a6a1f80f22' } },
    });
    const retargeted = [
      '"changes": {',
      '"changes": { "target_branch": { "previous": "old", "current": "main" },',
    ] as const;
    expect(read(payload('merge-request', update, retargeted))).toHaveProperty('event');
  });

  it('ignores what starts no run', () => {
    expect(read(payload('merge-request', ['"action": "open"', '"action": "merge"']))).toEqual({
      ignored: 'The action "merge" of a merge request changes no code.',
    });
    expect(read({ object_kind: 'pipeline' })).toEqual({
      ignored: 'The GitLab event "pipeline" starts no run: only push, tag_push and merge_request do.',
    });
    const zeros = '0'.repeat(40);
    const deleted = ['"after": "da1560886d4f094c3e6c9ef40349f7d38b5d27d7"', `"after": "${zeros}"`] as const;
    expect(read(payload('push', deleted))).toEqual({ ignored: 'The ref "refs/heads/main" was deleted.' });
  });

  it('says what is wrong with a payload', () => {
    expect(read({})).toEqual({
      problem: {
        message: '`object_kind` must name the event, got nothing.',
        hint: 'Send deliveries of a GitLab project or group webhook here.',
      },
    });
    expect(read({ object_kind: 'push', ref: 'refs/heads/main', after: 'HEAD' })).toEqual({
      problem: {
        message: '`after` must be a full object id, got "HEAD". (and 2 more)',
        hint: 'Check that the webhook sends JSON of the event that its header names.',
      },
    });
    const passwords = [
      'https://gitlab.example/booking/store.git',
      'https://me:pa55@gitlab.example/s.git',
    ] as const;
    expect(read(payload('push', passwords))).toMatchObject({
      problem: {
        message:
          '`project.git_http_url` must be a URL of http or https without credentials, got "https://me:pa55@gitlab.example/s.git".',
      },
    });
  });

  it('makes events that can be read again', () => {
    for (const name of ['push', 'tag-push', 'merge-request']) {
      const result = read(payload(name));
      expect('event' in result && readEvent(JSON.parse(JSON.stringify(result.event)))).toEqual(result);
    }
  });
});
