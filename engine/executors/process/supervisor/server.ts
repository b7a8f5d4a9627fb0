import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { writeRecord } from '../../../json-record.ts';
import { attemptsDirectory } from '../attempt-directory.ts';
import { readFrames, writeFrame } from '../frames.ts';
import {
  createMemoryDirectory,
  createTemporaryDirectory,
  removePrivateDirectories,
} from '../private-directories.ts';
import { identityOf } from '../process-identity.ts';
import { type Answer, isMessage, type Message, protocol, type Reply } from '../protocol.ts';
import type { SupervisorRecord } from '../records.ts';
import { supervisorsDirectory } from '../supervisor-records.ts';
import { createAttempts } from './attempts.ts';
import { createFifos } from './fifos.ts';
import { createLauncher } from './launch.ts';

/** How often a follower is told that the log grew. */
const noticeMs = 25;

/** Serves the clients of a data directory until none is left and nothing runs for `idleMs`. */
export async function serve(root: string, idleMs: number): Promise<void> {
  mkdirSync(attemptsDirectory(root), { recursive: true, mode: 0o700 });
  mkdirSync(supervisorsDirectory(root), { recursive: true, mode: 0o700 });
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error(`No start time is known of process ${process.pid}.`);
  const directories = [createMemoryDirectory(), createTemporaryDirectory()];
  const socket = join(directories[0] ?? '', 's');
  const record: SupervisorRecord = { ...identity, protocol, socket, directories };
  const recordFile = join(supervisorsDirectory(root), `${basename(directories[0] ?? '')}.json`);
  const launcher = createLauncher(createFifos(directories[0] ?? ''));
  const attempts = createAttempts(root, record, launcher, restIfIdle);
  const clients = new Set<Socket>();
  let rest: NodeJS.Timeout | undefined;

  function restIfIdle(): void {
    clearTimeout(rest);
    if (clients.size === 0 && attempts.running() === 0) rest = setTimeout(end, idleMs);
  }

  function end(): void {
    if (clients.size > 0 || attempts.running() > 0) return;
    rmSync(recordFile, { force: true });
    server.close();
    void removePrivateDirectories(directories).finally(() => process.exit());
  }

  async function perform(message: Message, onSize: (size: number) => void): Promise<Answer> {
    if (message.do === 'start') await attempts.start(message);
    else if (message.do === 'warm') launcher.warm(message.inherited);
    else if (message.do === 'cancel') attempts.cancel(message.name);
    else if (message.do === 'follow') await attempts.follow(message.name, noticeMs, onSize);
    else if (message.do === 'look') return { running: attempts.runs(message.name) };
    else {
      const exit = await attempts.ended(message.name);
      return exit === undefined ? {} : { exit };
    }
    return {};
  }

  async function answer(client: Socket, message: Message): Promise<void> {
    const { id } = message;
    function reply(reply: Reply): void {
      if (client.writable) writeFrame(client, reply);
    }
    try {
      reply({ ...(await perform(message, (size) => reply({ id, size }))), id, done: true });
    } catch (error) {
      reply({ id, done: true, error: error instanceof Error ? error.message : String(error) });
    }
  }

  const server = createServer((client) => {
    clients.add(client);
    clearTimeout(rest);
    readFrames(client, (value) => (isMessage(value) ? void answer(client, value) : client.destroy()));
    client.on('error', () => client.destroy());
    client.on('close', () => {
      clients.delete(client);
      restIfIdle();
    });
  });
  process.on('SIGTERM', attempts.cancelAll);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  writeRecord(recordFile, record);
  restIfIdle();
}
