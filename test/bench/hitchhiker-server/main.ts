import { createServer } from 'node:http';

/** Answers in 5 ms; `stalling`: does nothing at all for half a second of every four. */
const stalling = process.argv[2] === 'stalling';
const server = createServer((_request, response) => {
  setTimeout(() => response.end('{"ok":true}'), 5);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
if (stalling) {
  setInterval(() => {
    const until = performance.now() + 500;
    while (performance.now() < until);
  }, 4_000);
}
process.on('disconnect', () => process.exit());
