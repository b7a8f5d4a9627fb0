import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomic } from '@stepyard/contract';
import { findHolder } from '../store/lease.ts';
import { schedulerError } from './driver-error.ts';
import type { Submitted } from './scheduler.ts';
import { replyEnd, requestEnd, type SpoolReply, type SpoolRequest } from './spool-request.ts';

const pollMs = 20;
const looksPerHolderCheck = 25;

/**
 * Asks the process that holds a data directory, and waits for its answer.
 * @throws SchedulerError as that process has refused it, or STOPPED when nobody holds the directory any more.
 */
export async function askSpool(
  dataDir: string,
  spool: string,
  request: SpoolRequest,
): Promise<boolean | Submitted> {
  const given = request.type === 'submit' ? request.submission : request;
  const id = ('request' in given && given.request) || randomUUID();
  const name = encodeURIComponent(id).slice(0, 200);
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const path = join(spool, `${name}${requestEnd}`);
  writeAtomic(path, JSON.stringify(request), { mode: 0o600, durable: true });
  for (let looks = 1; ; looks += 1) {
    const reply = await readReply(join(spool, `${name}${replyEnd}`));
    if (reply !== undefined && 'answer' in reply) return reply.answer;
    if (reply !== undefined) throw Object.assign(new Error(reply.error.message), reply.error);
    if (looks % looksPerHolderCheck === 0 && (await findHolder(dataDir)) === undefined) {
      await rm(path, { force: true });
      throw stopped(dataDir);
    }
    await sleep(pollMs);
  }
}

/** Nobody holds the directory any more. */
export function stopped(dataDir: string) {
  return schedulerError(
    'STOPPED',
    `The scheduler that held ${JSON.stringify(dataDir)} has ended.`,
    'Start one again; it goes on with the runs where they are.',
  );
}

async function readReply(path: string): Promise<SpoolReply | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await rm(path, { force: true });
  return JSON.parse(text);
}
