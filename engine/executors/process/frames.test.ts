import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFrames, writeFrame } from './frames.ts';

describe('engine/executors/process/frames', () => {
  const home = mkdtempSync(join(tmpdir(), 'frames-'));
  const path = join(home, 's');
  const got: unknown[] = [];
  let closed: Promise<void>;
  const server = createServer((socket) => {
    closed = new Promise((resolve) => socket.on('close', () => resolve()));
    readFrames(socket, (value) => got.push(value));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(path, resolve)));
  afterAll(() => {
    server.close();
    rmSync(home, { recursive: true });
  });

  async function send(act: (socket: Socket) => void | Promise<void>): Promise<unknown[]> {
    got.length = 0;
    const socket = connect(path);
    await new Promise((resolve) => socket.once('connect', resolve));
    await act(socket);
    socket.end();
    await closed;
    return got;
  }

  it('carries values, however the bytes are cut', async () => {
    const values = [{ a: 1 }, 'ünï', [null, true], { long: 'x'.repeat(200_000) }];
    const bytes: Buffer[] = [];
    const recorder = { cork() {}, uncork() {}, write: (part: Buffer) => bytes.push(part) };
    // @ts-expect-error only these three are used
    for (const value of values) writeFrame(recorder, value);
    const all = Buffer.concat(bytes);
    for (const size of [1, 3, 7, 4096, all.length]) {
      const cut = size === 1 ? all.subarray(0, 60) : all;
      const received = await send((socket) => {
        for (let at = 0; at < cut.length; at += size) socket.write(cut.subarray(at, at + size));
      });
      expect(received).toEqual(size === 1 ? values.slice(0, 3) : values);
    }
  });

  it('counts half a frame for nothing', async () => {
    const body = JSON.stringify({ do: 'start' });
    const header = Buffer.alloc(4);
    header.writeUInt32BE(body.length);
    expect(
      await send((socket) => void socket.write(Buffer.concat([header, Buffer.from(body.slice(0, -1))]))),
    ).toEqual([]);
  });

  it.each([
    ['is no JSON', Buffer.from([0, 0, 0, 1, 0x7b])],
    ['says that it is too long', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b])],
  ])('ends a connection whose frame %s', async (_, bytes) => {
    const received = await send(async (socket) => {
      socket.on('error', () => {});
      const gone = new Promise((resolve) => socket.once('close', resolve));
      socket.write(bytes);
      await gone;
    });
    expect(received).toEqual([]);
  });
});
