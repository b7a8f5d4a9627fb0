import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn, type SetLab, setLab } from '../../test/support/artifact-sets.ts';
import { type S3Service, startS3 } from '../../test/support/versitygw.ts';

describe('templates/artifact/artifact on S3', () => {
  let service: S3Service;
  let lab: SetLab;

  beforeAll(async () => {
    service = await startS3();
  });
  afterAll(() => service?.stop());

  /** A lab on a prefix of its own, with credentials as the platform gives them. */
  function s3Lab(options: object = {}): SetLab {
    const { endpoint, accessKeyId, secretAccessKey, bucket } = service;
    const file = join(scratchDirectory(), 's3.json');
    writeFileSync(file, JSON.stringify({ endpoint, accessKeyId, secretAccessKey, ...options }), {
      mode: 0o400,
    });
    return setLab(`s3://${bucket}/${randomUUID()}`, { STEPYARD_S3_FILE: file });
  }

  it('saves and restores, in a later run, of the same trust and above', async () => {
    lab = s3Lab();
    const files = { 'dist/a b%2F+~.js': 'x'.repeat(20_000_000), 'dist/ü': 'u', 'dist/none': '' };
    const saved = await lab.save('dist', files, { trust: 'default-branch' });
    expect(saved.failure).toBeUndefined();
    await lab.save('dist', { later: 'y' }, { trust: 'branch', run: 'app-2' });
    const restored = await lab.restore('dist', { path: 'in' }, { trust: 'default-branch', run: 'app-3' });
    expect(restored.outputs).toEqual(saved.outputs);
    expect(Object.keys(filesIn(restored.workspace)).sort()).toEqual(
      Object.keys(files)
        .map((name) => `in/${name}`)
        .sort(),
    );
    const lower = await lab.restore('dist', {}, { trust: 'fork', run: 'app-3' });
    expect(filesIn(lower.workspace)).toEqual({ later: 'y' });
    expect(saved.log).not.toContain(service.secretAccessKey);
  });

  it('makes keys of any names', async () => {
    lab = s3Lab();
    const strange = { project: '../商店 1', pipeline: '.', run: '..', task: "a/b.c'(1)*" };
    const saved = await lab.save('dist', { a: 'a' }, strange);
    expect((await lab.restore('dist', {}, strange)).outputs).toEqual(saved.outputs);
  });

  it('lets one task of a run save a set, and each attempt once', async () => {
    lab = s3Lab();
    const saved = await lab.save('dist', { a: 'a' });
    expect((await lab.save('dist', { a: 'a' }, { start: 2 })).outputs).toEqual(saved.outputs);
    expect((await lab.save('dist', { a: 'b' })).failure?.code).toBe('CONFLICT');
    expect((await lab.save('dist', { a: 'b' }, { task: 'other' })).failure?.code).toBe('CONFLICT');
    const many = Array.from({ length: 5 }, (_, at) => lab.save('one', { a: `${at}` }, { task: `t-${at}` }));
    const ends = await Promise.all(many);
    expect(ends.filter(({ status }) => status === 'success').length).toBeLessThanOrEqual(1);
    expect(ends.every(({ status, failure }) => status === 'success' || failure?.code === 'CONFLICT')).toBe(
      true,
    );
  });

  it('deletes what is not to be kept', async () => {
    lab = s3Lab();
    for (const number of [1, 2, 3]) {
      const action = { case: 'save', paths: ['a'], keep: 1 } as const;
      const workspace = lab.workspace({ a: `${number}` });
      await lab.run({ name: 'dist', action }, { workspace, run: `app-${number}` });
    }
    expect((await lab.restore('dist', { run: 'app-3' })).status).toBe('success');
    expect((await lab.restore('dist', { run: 'app-2' })).failure).toMatchObject({
      code: 'NOT_FOUND',
      hint: 'The newest sets that it may restore are `dist` of app-3 (branch).',
    });
  });

  it('says what is wrong with the store, and changes nothing', async () => {
    const wrong = await s3Lab({ secretAccessKey: 'wrong-wrong' }).restore('dist', {
      optional: true,
      path: 'in',
    });
    expect(wrong.failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: expect.stringMatching(/^The artifact store ".*" answered SignatureDoesNotMatch \(403\)\.$/),
    });
    expect(filesIn(wrong.workspace)).toEqual({});
    const gone = await s3Lab({ endpoint: 'http://127.0.0.1:9' }).save('dist', { a: 'a' });
    expect(gone.failure).toMatchObject({ code: 'UNREACHABLE' });
    const bare = setLab(`s3://${service.bucket}/x`);
    expect((await bare.restore('dist')).failure).toMatchObject({
      code: 'INPUT_MISSING',
      message: `The artifact store "s3://${service.bucket}/x" needs credentials.`,
    });
    const file = join(scratchDirectory(), 's3.json');
    writeFileSync(file, '{}');
    const url = pathToFileURL(scratchDirectory()).href;
    expect((await setLab(url, { STEPYARD_S3_FILE: file }).restore('dist')).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`STEPYARD_S3_FILE` must name a JSON file with an access key.',
    });
  });
});
