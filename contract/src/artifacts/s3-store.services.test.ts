import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
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

  it('works in a bundle, in one request and in parts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stepyard-bundle-'));
    const store = join(import.meta.dirname, 'open-store.ts');
    const { endpoint, accessKeyId, secretAccessKey } = service;
    await writeFile(
      join(folder, 'main.ts'),
      `import { openArtifactStore } from ${JSON.stringify(store)};
       const s3 = ${JSON.stringify({ endpoint, accessKeyId, secretAccessKey })};
       const store = await openArtifactStore('s3://${service.bucket}/bundle', { s3 });
       for (const size of [1000, 41 << 20]) await store.put('k' + size, (async function* () { yield Buffer.alloc(size); })());
       for await (const { key, size } of store.list('')) console.log(key, size);`,
    );
    await build({
      entryPoints: [join(folder, 'main.ts')],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: { js: 'const require = process.getBuiltinModule("module").createRequire(import.meta.url);' },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs')]);
    expect(stdout).toBe(`k1000 1000\nk${41 << 20} ${41 << 20}\n`);
    await rm(folder, { recursive: true });
  });

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
