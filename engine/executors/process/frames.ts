import type { Socket } from 'node:net';

/** A frame is four bytes of length, big-endian, and JSON; half a frame counts for nothing. */
const headerBytes = 4;
const longest = 256 * 2 ** 20;

export function writeFrame(socket: Socket, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  if (body.length > longest) {
    throw new RangeError(`A message must be at most ${longest} bytes, got ${body.length}.`);
  }
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(body.length);
  socket.cork();
  socket.write(header);
  socket.write(body);
  socket.uncork();
}

/** Calls back with the value of each whole frame; a malformed one ends the connection. */
export function readFrames(socket: Socket, onFrame: (value: unknown) => void): void {
  let parts: Buffer[] = [];
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    size += chunk.length;
    while (size >= headerBytes) {
      if ((parts[0]?.length ?? 0) < headerBytes) parts = [Buffer.concat(parts)];
      const length = parts[0]?.readUInt32BE() ?? 0;
      if (length > longest) return void socket.destroy();
      if (size < headerBytes + length) return;
      const all = Buffer.concat(parts);
      const value = parse(all.subarray(headerBytes, headerBytes + length));
      if (value === undefined) return void socket.destroy();
      parts = [all.subarray(headerBytes + length)];
      size -= headerBytes + length;
      onFrame(value);
    }
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
