import type { Server } from 'node:http';

/** Lets a server listen, on loopback unless told otherwise, at a port that is free; gives the port. */
export async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('the server listens at no port');
  return at.port;
}

/** Ends a server and the connections that it still has. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
