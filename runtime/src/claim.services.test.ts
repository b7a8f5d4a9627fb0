import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Service, startS3 } from '../../test/support/versitygw.ts';
import { createClaim } from './claim.ts';
import { scratchDirectory } from './testing/index.ts';

let s3: S3Service;
let file: string;
beforeAll(async () => {
  s3 = await startS3();
  file = join(scratchDirectory(), 's3.json');
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  writeFileSync(file, JSON.stringify({ endpoint, accessKeyId, secretAccessKey }));
});
afterAll(() => s3?.stop());

const masked: string[] = [];
let places = 0;

/** A place for claims that no other test has. */
function newPlace(): string {
  places += 1;
  return `s3://${s3.bucket}/claims/shop-${places}/deploy`;
}

/** One container of a start of an attempt, which shares nothing with others but the bucket. */
function container(place: string, attempt: number, start = 1) {
  const env = { STEPYARD_CLAIM: place, STEPYARD_S3_FILE: file };
  const task = { run: 'shop-7', task: 'deploy', attempt, start };
  return createClaim(task, env, (secret) => void masked.push(secret));
}

function effect(performed: string[], more: object = {}) {
  return {
    name: 'publish',
    perform: async (key: string) => {
      performed.push(key);
      return { url: `https://shop/${performed.length}` };
    },
    ...more,
  };
}

describe('runtime/claim on S3', () => {
  it('does an effect once over attempts that share no volume, and takes its result over', async () => {
    const place = newPlace();
    const performed: string[] = [];
    expect(await container(place, 1)(effect(performed))).toEqual({ url: 'https://shop/1' });
    expect(await container(place, 2)(effect(performed))).toEqual({ url: 'https://shop/1' });
    expect(performed).toEqual(['shop-7-deploy-publish']);
    expect(masked).toContain(s3.secretAccessKey);
  });

  it('lets one of many containers of one start do it', async () => {
    const place = newPlace();
    const performed: string[] = [];
    const asked = Array.from({ length: 8 }, () => container(place, 1)(effect(performed)));
    const ended = await Promise.allSettled(asked);
    expect(performed).toHaveLength(1);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of ended) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'SUPERSEDED' });
    }
  });

  it('asks the outside system where an earlier attempt ended in the middle, and fails where it cannot', async () => {
    const place = newPlace();
    const broken = { perform: () => Promise.reject(new Error('killed')) };
    await expect(container(place, 1)(effect([], broken))).rejects.toThrow('killed');
    await expect(container(place, 2)(effect([]))).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    const found = { find: async (key: string) => ({ url: `found ${key}` }) };
    expect(await container(place, 3)(effect([], found))).toEqual({ url: 'found shop-7-deploy-publish' });
    await expect(container(place, 2)(effect([], found))).rejects.toMatchObject({ code: 'SUPERSEDED' });
  });
});
