import { describe, expect, it } from 'vitest';
import { crashCampaign } from './campaign.ts';

describe('test/crash/docker', () => {
  it('loses, doubles and holds up nothing on docker when the scheduler is killed at 3 points of the journal', async () => {
    const { kills, problems } = await crashCampaign({ kills: 3, seed: 7, parallel: 1, executor: 'docker' });
    expect(problems).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(3);
  });
});
