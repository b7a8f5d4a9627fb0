import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Service, startS3 } from '../../../test/support/versitygw.ts';
import { openArtifactStore } from './open-store.ts';
import { all, storeSuite } from './store-suite.ts';

describe('contract/artifacts/s3-store', () => {
  let service: S3Service;

  beforeAll(async () => {
    service = await startS3();
  });

  afterAll(() => service?.stop());

  storeSuite(() => openArtifactStore(`s3://${service.bucket}/${randomUUID()}`, { s3: service }));

  it('says that the key is not accepted', async () => {
    const url = `s3://${service.bucket}/x`;
    const store = await openArtifactStore(url, { s3: { ...service, secretAccessKey: 'wrong' } });
    await expect(store.get('key')).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: `The artifact store "${url}" answered SignatureDoesNotMatch (403).`,
      hint: 'Check the access key and what it is allowed to do with the bucket.',
    });
  });

  it('says that there is no such bucket', async () => {
    const store = await openArtifactStore('s3://no-such-bucket/x', { s3: service });
    const gone = {
      code: 'NOT_FOUND',
      message: 'The artifact store "s3://no-such-bucket/x" answered NoSuchBucket (404).',
    };
    await expect(all(store.list(''))).rejects.toMatchObject(gone);
  });

  it('says that the service cannot be reached', async () => {
    const url = `s3://${service.bucket}/x`;
    const store = await openArtifactStore(url, { s3: { ...service, endpoint: 'http://127.0.0.1:9' } });
    await expect(store.get('key')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `The artifact store "${url}" could not be used: connect ECONNREFUSED 127.0.0.1:9.`,
    });
  });
});
