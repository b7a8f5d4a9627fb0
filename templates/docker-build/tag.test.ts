import type { StepyardEvent } from '@stepyard/events';
import { recordedEvent, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { tagOf, timestampTag, toTag } from './tag.ts';
import { dockerBuild } from './template.ts';

const inputs = { registry: 'r.example', name: 'app' } as const;
type Tag = Parameters<
  typeof runStep<typeof dockerBuild, { image: string; tag: string; tags: string[] }>
>[2]['inputs']['tag'];

async function tagFor(
  tag: Tag,
  more: { event?: StepyardEvent; claims?: string; now?: Date; attempt?: number } = {},
) {
  const { now = new Date(0), attempt = 1, ...options } = more;
  const end = await runStep(
    dockerBuild,
    async (step) => ({ image: 'r.example/app', tag: await tagOf(step, () => now), tags: [] }),
    { inputs: { ...inputs, tag }, task: { attempt }, ...options },
  );
  return end.failure ?? end.outputs;
}

const branch = (name: string): StepyardEvent => {
  const event = recordedEvent('github-push');
  return { ...event, data: { ...event.data, branch: name } };
};

describe('templates/docker-build/tag', () => {
  it('T2.1: writes the time of the build to the hundredth of a second', async () => {
    expect(timestampTag(new Date('2018-10-16T09:40:04.860Z'))).toBe('20181016.094004.86');
    expect(timestampTag(new Date('2026-01-02T03:04:05.009Z'))).toBe('20260102.030405.00');
    expect(await tagFor('timestamp', { now: new Date('2018-10-16T09:40:04.86Z') })).toMatchObject({
      tag: '20181016.094004.86',
    });
  });

  it('gives a retry the timestamp of the first attempt', async () => {
    const claims = scratchDirectory();
    const first = await tagFor('timestamp', { claims, now: new Date('2026-01-01T00:00:00Z') });
    expect(await tagFor('timestamp', { claims, now: new Date('2026-06-01T00:00:00Z'), attempt: 2 })).toEqual(
      first,
    );
  });

  it.each([
    ['feature/x', 'feature-x'],
    ['main', 'main'],
    ['.hidden', 'hidden'],
    ['-dash', 'dash'],
    ['Ünï/ß', 'n'],
    ['a b\nc$(id)', 'a-b-c-id'],
    ['x'.repeat(200), 'x'.repeat(128)],
  ])('T2.1: makes %j legal as %j', async (name, tag) => {
    expect(toTag(name)).toBe(tag);
    expect(toTag(name)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
    expect(await tagFor('branch', { event: branch(name) })).toMatchObject({ tag });
  });

  it('names the tag, or the number of a pull request, where there is no branch', async () => {
    expect(await tagFor('branch', { event: recordedEvent('gitlab-tag-push') })).toMatchObject({
      tag: expect.stringMatching(/^[\w.-]+$/),
    });
    expect(await tagFor('branch', { event: recordedEvent('github-pull-request') })).toMatchObject({
      tag: expect.stringMatching(/^pr-\d+$/),
    });
  });

  it('T2.1: takes a text as it is', async () => {
    expect(await tagFor({ case: 'custom', text: 'v2.0_RC-1' })).toMatchObject({ tag: 'v2.0_RC-1' });
  });

  it('T2.1: refuses what is no tag before anything is built', async () => {
    expect(await tagFor({ case: 'custom', text: 'a b' })).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('`tag.text`'),
    });
    expect(await tagFor('branch', { event: branch('///') })).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`tag` cannot be made of the branch "///".',
    });
    expect(await tagFor('branch')).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`tag` by branch needs an event with a branch, got none.',
    });
  });
});
