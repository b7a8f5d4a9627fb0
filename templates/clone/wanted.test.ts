import type { EventData, StepyardEvent } from '@stepyard/events';
import { runStep } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const source = makeRepository();
const [first = '', second = ''] = [source.commit('first', { a: '1' }), source.commit('second', { a: '2' })];
const head = source.commit('head', { a: '3' }, { branch: 'topic', parents: [first] });
source.git('update-ref', 'refs/pull/7/head', head);
const { url } = source;
const repository = { fullName: 'team/app', cloneUrl: url, defaultBranch: 'main' };

function event(data: Partial<EventData>): StepyardEvent {
  return {
    specversion: '1.0',
    id: '1',
    source: 'https://git.example/team/app',
    type: 'dev.stepyard.push.v1',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    data: { kind: 'push', trust: 'branch', untrusted: [], repository, ...data },
  };
}

const push = event({ ref: 'refs/heads/topic', branch: 'topic', commit: { id: first } });
const pull = event({
  kind: 'pull-request',
  ref: 'refs/pull/7/head',
  branch: 'topic',
  commit: { id: head },
  pullRequest: {
    number: 7,
    title: 't',
    sourceBranch: 'topic',
    targetBranch: 'main',
    fork: false,
    head,
    base: second,
  },
});

async function outputs(inputs: { ref?: string; commit?: string; url?: string }, started?: StepyardEvent) {
  const done = await runStep(clone, checkOutCode, {
    inputs: { url, ...inputs },
    ...(started === undefined ? {} : { event: started }),
  });
  expect(done.failure).toBeUndefined();
  return done.outputs;
}

describe('templates/clone/wanted', () => {
  afterAll(() => source[Symbol.dispose]());

  it('takes the pushed commit, not what the branch points at by now', async () => {
    expect(await outputs({}, push)).toMatchObject({ commit: first, branch: 'topic' });
  });

  it.each(['topic', 'refs/heads/topic'])('does so where %s is the ref of the push', async (ref) => {
    expect(await outputs({ ref }, push)).toMatchObject({ commit: first, branch: 'topic' });
  });

  it('takes another ref as it is now', async () => {
    expect(await outputs({ ref: 'main' }, push)).toMatchObject({ commit: second, branch: 'main' });
  });

  it('takes the head of a pull request and lists its commits', async () => {
    expect(await outputs({}, pull)).toMatchObject({
      commit: head,
      branch: 'topic',
      changes: '.git/stepyard-changes.json',
    });
  });

  it('takes the given commit before anything else', async () => {
    expect(await outputs({ commit: second }, push)).toMatchObject({ commit: second });
  });

  it('does not look for the event’s branch in another repository', async () => {
    using other = makeRepository();
    const commit = other.commit('other', { a: 'other' });
    expect(await outputs({ url: other.url }, push)).toMatchObject({ commit, branch: 'main' });
    expect(await outputs({ url: other.url }, pull)).toMatchObject({ commit, branch: 'main' });
  });

  it('knows the repository of the event by its other addresses', async () => {
    const told = event({
      ...push.data,
      repository: { fullName: 'x', cloneUrl: 'https://git.example/x', sshUrl: url },
    });
    expect(await outputs({}, told)).toMatchObject({ commit: first });
  });

  it('refuses an event whose ref could be something else', async () => {
    for (const ref of ['--upload-pack=x', 'main:main', 'a b']) {
      const started = event({ ref });
      const { failure } = await runStep(clone, checkOutCode, { inputs: { url }, event: started });
      expect(failure?.message).toContain('`event.ref` must be a branch, tag, commit or full ref');
    }
  });

  it('takes the default branch of an event that names no ref', async () => {
    expect(await outputs({}, event({ kind: 'manual' }))).toMatchObject({ commit: second, branch: 'main' });
  });
});
