import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Service, startS3 } from '../test/support/versitygw.ts';
import { bundleStep } from './bundle-step.ts';
import { root } from './source-files.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stepyard-shared-'));
let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(async () => {
  await s3?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe('scripts/bundle-shared with S3', () => {
  it('keeps and restores artifacts from a bundle, also those that go up in parts', async () => {
    await bundleStep(join(root, 'test/bench/artifacts-step'), join(scratch, 'dist'));
    const [source, target] = [join(scratch, 'source'), join(scratch, 'target')];
    for (const folder of [source, target]) mkdirSync(folder);
    const large = Buffer.alloc(40_000_000, 'stepyard');
    writeFileSync(join(source, 'large'), large);
    writeFileSync(join(source, 'small'), 'small');
    const env = {
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    };
    for (const [direction, directory] of Object.entries({ up: source, down: target })) {
      const args = [join(scratch, 'dist/main.js'), direction, directory, `s3://${s3.bucket}`, 'shop/1/build'];
      await promisify(execFile)(process.execPath, args, { env });
    }
    expect(readFileSync(join(target, 'small'), 'utf8')).toBe('small');
    expect(readFileSync(join(target, 'large')).equals(large)).toBe(true);
  });
});
