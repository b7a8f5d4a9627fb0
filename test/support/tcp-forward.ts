import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

export interface TcpForward extends AsyncDisposable {
  /** Host and port on loopback. */
  readonly host: string;
}

/** Makes `host:port` reachable on loopback too, where an engine speaks to a registry without TLS unasked. */
export async function forwardFromLoopback(to: string): Promise<TcpForward> {
  const [host, port] = to.split(':');
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const onward = connect(Number(port), host);
    for (const socket of [from, onward]) open.add(socket.once('close', () => open.delete(socket)));
    pipeline(from, onward, from, () => undefined);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const at = server.address();
  return {
    host: `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
