import { describe, expect, it } from 'vitest';
import { readManual, readSchedule } from './manual.ts';

const repository = {
  fullName: 'booking/store',
  cloneUrl: 'https://git.example/booking/store.git',
  defaultBranch: 'main',
};

describe('events/manual', () => {
  it('makes the event of a run that a person starts', () => {
    const commit = { id: 'a'.repeat(40), message: 'Mend the totals' };
    expect(
      readManual({
        id: 'web-7',
        time: '2026-03-02T10:00:00+02:00',
        source: '/projects/booking/pipelines/web',
        actor: { login: 'lin', name: 'Lin Yue' },
        repository,
        ref: 'refs/heads/main',
        commit,
        inputs: { level: 'full' },
      }),
    ).toEqual({
      event: {
        specversion: '1.0',
        id: 'web-7',
        source: '/projects/booking/pipelines/web',
        type: 'dev.stepyard.manual.v1',
        time: '2026-03-02T08:00:00Z',
        subject: 'refs/heads/main',
        datacontenttype: 'application/json',
        data: {
          kind: 'manual',
          actor: { login: 'lin', name: 'Lin Yue' },
          repository,
          ref: 'refs/heads/main',
          branch: 'main',
          commit,
          inputs: { level: 'full' },
          trust: 'default-branch',
          untrusted: ['actor.name', 'commit.message'],
        },
      },
    });
  });

  it('trusts a run by its ref, unless the platform knows better', () => {
    const request = { id: '1', time: '2026-03-02T10:00:00Z', source: '/p', repository };
    const trust = (ref?: string) => {
      const result = readManual({ ...request, ...(ref !== undefined && { ref }) });
      return 'event' in result ? result.event.data.trust : result;
    };
    expect(trust('refs/heads/main')).toBe('default-branch');
    expect(trust('refs/heads/other')).toBe('branch');
    expect(trust('refs/tags/v1')).toBe('release');
    expect(trust('refs/pull/1/head')).toBe('fork');
    expect(trust()).toBe('branch');
    expect(readManual({ ...request, ref: 'refs/heads/main', trust: 'branch' })).toMatchObject({
      event: { data: { trust: 'branch' } },
    });
  });

  it('gives one tick of a schedule one id', () => {
    const tick = {
      source: '/p',
      cron: '0 3 * * *',
      zone: 'Asia/Shanghai',
      repository,
      ref: 'refs/heads/main',
    };
    const event = {
      specversion: '1.0',
      id: 'schedule:0 3 * * *:Asia/Shanghai:2026-03-01T19:00:00Z',
      source: '/p',
      type: 'dev.stepyard.schedule.v1',
      time: '2026-03-01T19:00:00Z',
      subject: 'refs/heads/main',
      datacontenttype: 'application/json',
      data: {
        kind: 'schedule',
        repository,
        ref: 'refs/heads/main',
        branch: 'main',
        schedule: { cron: '0 3 * * *', zone: 'Asia/Shanghai', tick: '2026-03-01T19:00:00Z' },
        trust: 'default-branch',
        untrusted: [],
      },
    };
    expect(readSchedule({ ...tick, tick: '2026-03-02T03:00:00+08:00' })).toEqual({ event });
    expect(readSchedule({ ...tick, tick: '2026-03-01T19:00:00.000Z' })).toEqual({ event });
  });
});
