import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EventData, StepyardEvent } from '@stepyard/events';
import { runStep, type StepRun, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

function push(data: Partial<EventData>): StepyardEvent {
  return {
    specversion: '1.0',
    id: '1',
    source: 'https://git.example/team/app',
    type: 'dev.stepyard.push.v1',
    time: '2026-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    data: { kind: 'push', trust: 'branch', untrusted: [], ...data },
  };
}

const source = makeRepository();
const message = (n: number) => `[KK-${n}] change\n\nwith a body`;
const ids = source.commits(70, (n) => ({ message: message(n), file: `${n}` }));
const { url } = source;

function listed({ workspace, outputs }: StepRun): { id: string; message: string }[] {
  expect(outputs).toMatchObject({ changes: '.git/stepyard-changes.json' });
  return JSON.parse(readFileSync(join(workspace, '.git/stepyard-changes.json'), 'utf8'));
}

describe('templates/clone/changes', () => {
  afterAll(() => source[Symbol.dispose]());

  it('lists the commits since a commit far below the depth', async () => {
    const run = await runStep(clone, checkOutCode, { inputs: { url, since: ids[4] ?? '' } });
    const commits = listed(run);
    expect(commits.map(({ id }) => id)).toEqual(ids.slice(5).reverse());
    expect(commits[0]).toEqual({
      id: ids[69],
      message: '[KK-69] change\n\nwith a body',
      author: { name: 'Ann Author', email: 'ann@git.example' },
      time: '2023-11-14T23:23:20Z',
    });
  });

  it('lists the commits since a tag, and leaves the history as short as asked', async () => {
    source.git('tag', 'v1', ids[60] ?? '');
    const run = await runStep(clone, checkOutCode, { inputs: { url, since: 'v1' } });
    expect(listed(run)).toHaveLength(9);
    expect(readFileSync(join(run.workspace, '.git/shallow'), 'utf8')).toBe(`${ids[69]}\n`);
  });

  it('lists the commits of the push that started the run', async () => {
    const repository = { fullName: 'team/app', cloneUrl: url };
    const [before = '', id = ''] = ids.slice(67, 69).concat();
    const event = push({ repository, ref: 'refs/heads/main', before, commit: { id } });
    const run = await runStep(clone, checkOutCode, { inputs: { url }, event });
    expect(run.outputs).toMatchObject({ commit: id, branch: 'main' });
    expect(listed(run).map((commit) => commit.id)).toEqual([id]);
  });

  it('lists the commits of a branch that parted from the given state', async () => {
    const parents = [ids[10] ?? ''];
    const topic = source.commit('topic', { topic: '' }, { branch: 'topic', parents });
    const run = await runStep(clone, checkOutCode, { inputs: { url, ref: 'topic', since: 'main' } });
    expect(listed(run).map(({ id }) => id)).toEqual([topic]);
  });

  it('warns where the given state is gone, and only says so where the event named it', async () => {
    const gone = '1'.repeat(40);
    const asked = await runStep(clone, checkOutCode, { inputs: { url, since: gone } });
    expect(asked.status).toBe('warning');
    expect(asked.outputs).not.toHaveProperty('changes');
    expect(asked.log).toContain(
      `No changes are listed: the repository does not have ${gone}, from which to list them.`,
    );
    const repository = { fullName: 'team/app', cloneUrl: url };
    const event = push({ repository, before: gone, commit: { id: ids[69] ?? '' } });
    const told = await runStep(clone, checkOutCode, { inputs: { url }, event });
    expect(told.status).toBe('success');
  });

  it('lists nothing for a new branch', async () => {
    const repository = { fullName: 'team/app', cloneUrl: url };
    const event = push({ repository, before: '0'.repeat(40), commit: { id: ids[69] ?? '' } });
    const { outputs } = await runStep(clone, checkOutCode, { inputs: { url }, event });
    expect(outputs).not.toHaveProperty('changes');
  });

  it('T5.7: lists them from the mirror alone when it holds them', async () => {
    const caches = { mirror: scratchDirectory() };
    const inputs = { url, ref: ids[69] ?? '', since: ids[60] ?? '' };
    await runStep(clone, checkOutCode, { inputs, caches });
    rmSync(source.directory, { recursive: true });
    expect(listed(await runStep(clone, checkOutCode, { inputs, caches }))).toHaveLength(9);
  });
});
