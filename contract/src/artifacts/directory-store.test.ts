import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openArtifactStore } from './open-store.ts';
import { all, storeSuite } from './store-suite.ts';

const made: string[] = [];

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'stepyard-store-'));
  made.push(path);
  return path;
}

afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true }))));

describe('contract/artifacts/directory-store', () => {
  storeSuite(async () => openArtifactStore(pathToFileURL(await directory()).href));

  it('leaves no empty directory behind', async () => {
    const path = await directory();
    const store = await openArtifactStore(pathToFileURL(path).href);
    await store.put('a/b/c', (async function* () {})());
    await store.put('a/d', (async function* () {})());
    await store.delete('a/b/c');
    const breaks = (async function* () {
      yield Buffer.alloc(1);
      throw new Error('the source broke');
    })();
    await expect(store.put('a/e/f', breaks)).rejects.toThrow('the source broke');
    expect(await readdir(path, { recursive: true })).toEqual(['a', 'a/d']);
  });

  it('lists nothing outside, nor below what is no directory', async () => {
    const path = await directory();
    const store = await openArtifactStore(pathToFileURL(join(path, 'store')).href);
    await store.put('a/b', (async function* () {})());
    expect((await all(store.list('a/'))).map(({ key }) => key)).toEqual(['a/b']);
    for (const prefix of ['../', 'a/../../', '../store/a/', 'a/b/', '/', 'x/'])
      expect(await all(store.list(prefix)), prefix).toEqual([]);
  });

  it('lists all that stays while others come and go beside it', async () => {
    const store = await openArtifactStore(pathToFileURL(await directory()).href);
    const empty = async function* () {};
    await Promise.all(Array.from({ length: 20 }, (_, at) => store.put(`a/${at}/stays`, empty())));
    const others = Promise.all(
      Array.from({ length: 8 }, async (_, at) => {
        for (let time = 0; time < 10; time += 1) {
          await store.put(`a/x/${at}/${time}`, empty());
          await store.delete(`a/x/${at}/${time}`);
        }
      }),
    );
    for (let time = 0; time < 10; time += 1) {
      const keys = (await all(store.list('a/'))).map(({ key }) => key);
      expect(keys.filter((key) => key.endsWith('/stays'))).toHaveLength(20);
    }
    await others;
  });

  it('makes its directory when it is first needed', async () => {
    const path = join(await directory(), 'new');
    const store = await openArtifactStore(pathToFileURL(path).href);
    expect(await all(store.list(''))).toEqual([]);
    await store.put('x', (async function* () {})());
    expect(await readdir(path)).toEqual(['x']);
  });

  it.each(['/srv', 'file://host/x', 'http://x/y', 's3://', 's3:///x'])(
    'refuses the store %j',
    async (url) => {
      await expect(openArtifactStore(url)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: `An artifact store must be a URL, got ${JSON.stringify(url)}.`,
        hint: 'Write `file:///directory` or `s3://bucket/prefix`.',
      });
    },
  );

  it('wants credentials for S3', async () => {
    await expect(openArtifactStore('s3://bucket/x')).rejects.toMatchObject({
      code: 'INPUT_MISSING',
      message: 'The artifact store "s3://bucket/x" needs credentials.',
    });
  });
});
