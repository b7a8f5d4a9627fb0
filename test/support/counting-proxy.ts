import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface CountingProxy extends AsyncDisposable {
  readonly url: string;
  /** Bytes that servers sent through it so far, as they came over the wire. */
  readonly received: () => number;
  /** Hosts and ports that were asked for. */
  readonly targets: readonly string[];
}

/** A proxy on loopback that passes TLS connections on as they are, and counts. */
export async function startCountingProxy(): Promise<CountingProxy> {
  const targets: string[] = [];
  const open = new Set<Socket>();
  let received = 0;
  const server = createServer((_request, response) => response.writeHead(501).end('CONNECT only\n'));
  server.on('connect', (request, client: Socket, head: Buffer) => {
    const target = request.url ?? '';
    targets.push(target);
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = connect(Number(port || 443), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      client.pipe(upstream);
    });
    upstream.on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    upstream.pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    received: () => received,
    targets,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
