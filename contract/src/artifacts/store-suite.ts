import { expect, it } from 'vitest';
import type { ArtifactStore } from './store.ts';

/** What every store must do; `open` gives an empty one. */
export function storeSuite(open: () => Promise<ArtifactStore>): void {
  it('gives back what was put, whole and by range', async () => {
    const store = await open();
    await store.put('a/b/one', chunks('hello ', 'world'));
    expect(await text(store, 'a/b/one')).toBe('hello world');
    expect(await text(store, 'a/b/one', { offset: 6, length: 3 })).toBe('wor');
    expect(await text(store, 'a/b/one', { offset: 6, length: 300 })).toBe('world');
    expect(await text(store, 'a/b/one', { offset: 3, length: 0 })).toBe('');
    expect(await text(store, 'a/b/one', { offset: 11, length: 5 })).toBe('');
    expect(await text(store, 'a/b/one', { last: 5 })).toBe('world');
    expect(await text(store, 'a/b/one', { last: 500 })).toBe('hello world');
  });

  it('puts a later object in the place of an earlier one', async () => {
    const store = await open();
    await store.put('key', chunks('first'));
    await store.put('key', chunks('second'));
    expect(await text(store, 'key')).toBe('second');
  });

  it('stores one object only of several that are put as new at once', async () => {
    const store = await open();
    const asked = Array.from({ length: 8 }, (_, index) =>
      store.putNew('claims/one', Buffer.from(`by ${index}`)),
    );
    const made = await Promise.all(asked);
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await text(store, 'claims/one')).toBe(`by ${made.indexOf(true)}`);
    expect(await store.putNew('claims/one', Buffer.from('late'))).toBe(false);
    await store.delete('claims/one');
    expect(await store.putNew('claims/one', Buffer.from('again'))).toBe(true);
    expect((await all(store.list('claims/'))).map(({ key }) => key)).toEqual(['claims/one']);
  });

  it('keeps an empty object', async () => {
    const store = await open();
    await store.put('empty', chunks());
    expect(await text(store, 'empty')).toBe('');
    expect(await text(store, 'empty', { last: 64 })).toBe('');
  });

  it('keeps an object of many parts', async () => {
    const store = await open();
    const block = Buffer.alloc(1 << 20, 'x');
    await store.put(
      'large',
      (async function* () {
        for (let at = 0; at < 41; at++) yield Buffer.concat([block.subarray(2), Buffer.from([48 + at, 10])]);
      })(),
    );
    expect((await text(store, 'large')).length).toBe(41 << 20);
    expect(await text(store, 'large', { offset: (37 << 20) - 3, length: 5 })).toBe('xT\nxx');
    const long = await text(store, 'large', { offset: (1 << 20) - 2, length: 60 << 20 });
    expect([long.length, long.slice(0, 4), long.slice(-2)]).toEqual([(40 << 20) + 2, '0\nxx', 'X\n']);
  });

  it('lists by prefix, in order, with size and time', async () => {
    const store = await open();
    for (const key of ['p/b', 'p/a/1', 'q/1', 'p2']) await store.put(key, chunks(key));
    const listed = await all(store.list('p/'));
    expect(listed.map(({ key, size }) => [key, size])).toEqual([
      ['p/a/1', 5],
      ['p/b', 3],
    ]);
    expect(Math.abs(Date.parse(listed[0]?.updatedAt ?? '') - Date.now())).toBeLessThan(120_000);
    expect((await all(store.list(''))).map(({ key }) => key)).toEqual(['p/a/1', 'p/b', 'p2', 'q/1']);
    expect(await all(store.list('none/'))).toEqual([]);
  });

  it('deletes, also what is not there', async () => {
    const store = await open();
    await store.put('d/one', chunks('1'));
    await store.delete('d/one');
    await store.delete('d/one');
    expect(await all(store.list(''))).toEqual([]);
    await store.put('d/one', chunks('2'));
    expect(await text(store, 'd/one')).toBe('2');
  });

  it('says that an object is not there', async () => {
    const store = await open();
    await expect(store.get('p/none')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `The artifact store ${JSON.stringify(store.url)} has no "p/none".`,
    });
    await expect(store.get('p/none', { last: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps nothing of what failed or was stopped while it was put, and leaves the earlier object', async () => {
    const store = await open();
    await store.put('key', chunks('earlier'));
    for (const size of [9 << 20, 41 << 20]) {
      const breaks = (async function* () {
        yield Buffer.alloc(size);
        throw new Error('the source broke');
      })();
      await expect(store.put('key', breaks)).rejects.toThrow(/^the source broke$/);
    }
    for (const size of [9 << 20, 41 << 20]) {
      const controller = new AbortController();
      const stopped = (async function* () {
        yield Buffer.alloc(size);
        controller.abort(new Error('stopped'));
        yield Buffer.alloc(size);
      })();
      await expect(store.put('new', stopped, controller.signal)).rejects.toThrow('stopped');
    }
    expect(await text(store, 'key')).toBe('earlier');
    expect((await all(store.list(''))).map(({ key }) => key)).toEqual(['key']);
  });

  it.each(['', '/etc/x', '../x', 'a/../../x', 'a//b', './a', 'a\0b'])('refuses the key %j', async (key) => {
    const store = await open();
    const refused = { code: 'INPUT_INVALID', message: expect.stringContaining(JSON.stringify(key)) };
    await expect(store.put(key, chunks('x'))).rejects.toMatchObject(refused);
    await expect(store.get(key)).rejects.toMatchObject(refused);
    await expect(store.delete(key)).rejects.toMatchObject(refused);
  });
}

/** What an asynchronous iteration gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of texts) yield Buffer.from(part);
}

async function text(
  store: ArtifactStore,
  key: string,
  range?: Parameters<ArtifactStore['get']>[1],
): Promise<string> {
  return Buffer.concat(await all(await store.get(key, range))).toString();
}
