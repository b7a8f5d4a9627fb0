import type { TaskFacts } from '@stepyard/contract';
import type { EventData, StepyardEvent } from '@stepyard/events';
import { runStep } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const source = makeRepository();
const main = source.commit('main', { a: '1' });
const head = source.commit('fork', { a: '2' }, { branch: 'x' });
source.git('update-ref', 'refs/pull/7/head', head);
const { url } = source;
const headCloneUrl = 'https://git.example/mallory/app.git';

function pull(pullRequest: Partial<NonNullable<EventData['pullRequest']>> = {}): StepyardEvent {
  return {
    specversion: '1.0',
    id: '1',
    source: 'https://git.example/team/app',
    type: 'dev.stepyard.pull-request.v1',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    data: {
      kind: 'pull-request',
      trust: 'fork',
      untrusted: [],
      repository: { fullName: 'team/app', cloneUrl: url },
      ref: 'refs/pull/7/head',
      commit: { id: head },
      pullRequest: {
        number: 7,
        title: 't',
        sourceBranch: 'main',
        targetBranch: 'main',
        fork: true,
        head,
        headCloneUrl,
        ...pullRequest,
      },
    },
  };
}

function run(
  inputs: { ref?: string; commit?: string; allowForks?: string[]; url?: string },
  task: Partial<TaskFacts> = { untrusted: true, secrets: true },
  event = pull(),
) {
  return runStep(clone, checkOutCode, { inputs: { url, ...inputs }, event, task });
}

describe('templates/clone/fork', () => {
  afterAll(() => source[Symbol.dispose]());

  it('refuses the code of a fork in a run that holds secrets', async () => {
    expect((await run({})).failure).toEqual({
      class: 'policy',
      code: 'POLICY_REFUSED',
      message: 'the code of mallory/app is not let into a run that holds secrets.',
      hint: 'Read the change first; then name the fork in `allowForks`, or run it without secrets.',
    });
  });

  it('refuses it by whatever name it is asked for', async () => {
    for (const inputs of [
      { ref: 'refs/pull/7/head' },
      { ref: 'pull/7/head' },
      { ref: head },
      { commit: head, ref: 'main' },
    ]) {
      expect((await run(inputs)).failure?.code).toBe('POLICY_REFUSED');
    }
  });

  it('refuses it by the address of the fork itself', async () => {
    const event = pull({ headCloneUrl: url });
    expect((await run({ ref: 'main' }, undefined, event)).failure?.code).toBe('POLICY_REFUSED');
  });

  it('lets it in where the run holds no secret', async () => {
    expect((await run({}, { untrusted: true })).outputs).toMatchObject({ commit: head });
  });

  it.each(['mallory/app', 'Mallory/App', '*'])('lets it in where %s is allowed', async (name) => {
    expect((await run({ allowForks: [name] })).outputs).toMatchObject({ commit: head });
  });

  it('is not let in by the name of another fork', async () => {
    expect((await run({ allowForks: ['mallory', 'team/app', 'other/app'] })).failure?.code).toBe(
      'POLICY_REFUSED',
    );
  });

  it('names no fork where the event does not', async () => {
    const event = pull();
    const { headCloneUrl: _, ...rest } = event.data.pullRequest ?? { headCloneUrl: '' };
    const anonymous = { ...event, data: { ...event.data, pullRequest: rest } };
    const done = await runStep(clone, checkOutCode, {
      inputs: { url },
      event: JSON.parse(JSON.stringify(anonymous)),
      task: { untrusted: true, secrets: true },
    });
    expect(done.failure).toMatchObject({
      message: 'the code of a fork is not let into a run that holds secrets.',
      hint: 'Read the change first; then name the fork in `allowForks` (`*` for all), or run it without secrets.',
    });
  });

  it('lets in a branch of the repository that the author named', async () => {
    expect((await run({ ref: 'main' })).outputs).toMatchObject({ commit: main });
    expect((await run({ ref: 'refs/heads/main' })).outputs).toMatchObject({ commit: main });
  });

  it('has nothing against another repository', async () => {
    using other = makeRepository();
    const commit = other.commit('other', { a: '' });
    expect((await run({ url: other.url })).outputs).toMatchObject({ commit });
  });

  it('counts its own credential as a secret', async () => {
    const auth = { case: 'ssh', key: 'k', knownHosts: 'h' } as const;
    const { failure } = await runStep(clone, checkOutCode, {
      inputs: { url: 'ssh://git@git.example/team/app.git', auth },
      event: {
        ...pull(),
        data: {
          ...pull().data,
          repository: { fullName: 'team/app', cloneUrl: 'https://git.example/team/app.git' },
        },
      },
    });
    expect(failure?.code).toBe('POLICY_REFUSED');
  });
});
