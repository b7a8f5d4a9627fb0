import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Both ends of a pipe that a step writes stdout and stderr to. */
export interface Pipe {
  readonly read: number;
  readonly write: number;
}

export interface Fifos {
  take(): Promise<Pipe>;
}

/**
 * Makes pipes by name ahead of time, since Node can only make sockets: a step that opens `/dev/stderr` cannot
 * write to a socket, and one pipe for both streams keeps their lines in order.
 */
export function createFifos(directory: string): Fifos {
  let count = 0;
  let ready: string[] = [];
  let filling: Promise<void> | undefined;

  function fill(): Promise<void> {
    const paths = Array.from({ length: 4 }, () => join(directory, `pipe-${count++}`));
    filling ??= new Promise<void>((resolve, reject) => {
      execFile('mkfifo', ['-m', '600', '--', ...paths], { env: process.env }, (error) => {
        filling = undefined;
        if (error !== null) return reject(error);
        ready = [...ready, ...paths];
        resolve();
      });
    });
    return filling;
  }

  async function take(): Promise<Pipe> {
    while (ready.length === 0) await fill();
    const path = ready.shift() ?? '';
    if (ready.length < 2) fill().catch(() => {});
    return openPipe(path);
  }

  fill().catch(() => {});
  return { take };
}

function openPipe(path: string): Pipe {
  // Without a writer a reader would wait for one.
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { read, write: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(read);
    throw error;
  } finally {
    rmSync(path);
  }
}
