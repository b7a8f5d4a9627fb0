import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Service, startS3 } from '../../../test/support/versitygw.ts';
import { makePlace, type Place } from '../../test/place.ts';

const pipeline = `stepyard: 1
name: jars
stages:
  - name: main
    tasks:
      - id: build
        template: script
        with: { script: { case: inline, text: 'printf store > store.jar; cat "$STEPYARD_S3_FILE" || true' } }
        artifacts: ["*.jar"]
`;

let s3: S3Service;
let at: Place;
beforeAll(async () => {
  s3 = await startS3();
  at = makePlace();
  const { bucket, endpoint, accessKeyId } = s3;
  const artifacts = {
    store: `s3://${bucket}/ci`,
    endpoint,
    accessKeyId,
    secretAccessKey: { secret: 'S3_KEY' },
  };
  at.write({
    'jars.yaml': pipeline,
    'config.yaml': JSON.stringify({ artifacts }),
    'secrets.yaml': JSON.stringify({ S3_KEY: s3.secretAccessKey }),
  });
  chmodSync(join(at.project, 'secrets.yaml'), 0o600);
});
afterAll(async () => {
  at?.remove();
  await s3?.stop();
});

describe('cli/artifacts/s3-store', () => {
  it('T2.3: keeps artifacts in the S3 store of the configuration, and lists, fetches and deletes them there', async () => {
    const run = await at.stepyard([
      'run',
      'jars.yaml',
      '--config',
      'config.yaml',
      '--secrets',
      'secrets.yaml',
    ]);
    expect(run.status).toBe(0);
    expect(run.out + run.err).not.toContain(s3.secretAccessKey);
    expect((await at.stepyard(['artifacts', 'list', 'jars-1'])).out).toMatch(/store\.jar .* 5 B +0 /);
    expect((await at.stepyard(['artifacts', 'get', 'jars-1', '--to', 'out'])).status).toBe(0);
    expect(readFileSync(join(at.project, 'out', 'store.jar'), 'utf8')).toBe('store');
    expect((await at.stepyard(['artifacts', 'delete', 'jars-1', 'store.jar'])).status).toBe(0);
    expect((await at.stepyard(['artifacts', 'list', 'jars-1'])).out).toBe('jars-1 kept nothing.\n');
  });
});
