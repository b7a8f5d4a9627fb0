import { describe, expect, it } from 'vitest';
import { crashCampaign } from './campaign.ts';

describe('test/crash', () => {
  it('loses, doubles and holds up nothing when the scheduler is killed at 4 points of the journal', async () => {
    const { kills, problems } = await crashCampaign({ kills: 4, seed: 7, parallel: 2 });
    expect(problems).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(4);
  }, 120_000);
});
