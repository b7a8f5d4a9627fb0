import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '@stepyard/contract';
import type { Scheduler } from './scheduler.ts';
import { replyEnd, requestEnd, type SpoolReply, type SpoolRequest } from './spool-request.ts';

/** Where the file system tells nothing, or too late, it is looked at this often. */
const pollMs = 1_000;

/** Replies that nobody has fetched for so long go. */
const staleMs = 3_600_000;

export interface SpoolService {
  /** Resolves when what was begun is answered. */
  close(): Promise<void>;
}

/** Does what other processes ask for by files; a request stays until it is answered, also over a crash. */
export function serveSpool(
  directory: string,
  scheduler: Pick<Scheduler, 'submit' | 'cancel' | 'rerun' | 'callback' | 'delete'>,
  log: (line: string) => void,
): SpoolService {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const working = new Map<string, Promise<void>>();
  let closed = false;

  async function look(): Promise<void> {
    if (closed) return;
    for (const file of await readdir(directory)) {
      if (!file.endsWith(requestEnd) || working.has(file)) continue;
      const work = serve(file.slice(0, -requestEnd.length))
        .catch((error: unknown) => log(`The request ${file} was not answered: ${String(error)}`))
        .finally(() => working.delete(file));
      working.set(file, work);
    }
  }

  async function serve(id: string): Promise<void> {
    const path = join(directory, `${id}${requestEnd}`);
    const reply = await answer(id, await readFile(path, 'utf8'));
    writeAtomic(join(directory, `${id}${replyEnd}`), JSON.stringify(reply), { mode: 0o600 });
    await rm(path, { force: true });
  }

  async function answer(id: string, text: string): Promise<SpoolReply> {
    try {
      return { answer: await perform(scheduler, id, JSON.parse(text)) };
    } catch (error) {
      const facts = error instanceof Error ? { ...error } : {};
      const { code, hint }: { code?: unknown; hint?: unknown } = facts;
      const message = error instanceof Error ? error.message : String(error);
      return {
        error: {
          message,
          ...(typeof code === 'string' && { code }),
          ...(typeof hint === 'string' && { hint }),
        },
      };
    }
  }

  const again = () =>
    void look().catch((error: unknown) => log(`The spool cannot be read: ${String(error)}`));
  const watcher = watchIfPossible(directory, again);
  const poll = setInterval(again, pollMs);
  void dropStale(directory);
  again();
  return {
    async close() {
      closed = true;
      clearInterval(poll);
      watcher?.close();
      await Promise.all(working.values());
    },
  };
}

async function perform(
  scheduler: Pick<Scheduler, 'submit' | 'cancel' | 'rerun' | 'callback' | 'delete'>,
  id: string,
  request: SpoolRequest,
) {
  switch (request.type) {
    case 'submit':
      return scheduler.submit({ ...request.submission, request: request.submission.request ?? id });
    case 'cancel':
      return scheduler.cancel(request.run, request);
    case 'rerun':
      return scheduler.rerun(request.run, { ...request, request: id });
    case 'callback':
      return scheduler.callback(request.run, request.task);
    case 'delete':
      return scheduler.delete(request.run);
  }
}

function watchIfPossible(directory: string, look: () => void): FSWatcher | undefined {
  try {
    return watch(directory, look).on('error', () => {});
  } catch {
    return undefined;
  }
}

async function dropStale(directory: string): Promise<void> {
  for (const file of await readdir(directory).catch(() => [])) {
    const path = join(directory, file);
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
    if (!file.endsWith(requestEnd) && Date.now() - mtimeMs > staleMs) await rm(path, { force: true });
  }
}
