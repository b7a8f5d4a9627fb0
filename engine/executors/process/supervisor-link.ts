import { connect, type Socket } from 'node:net';
import { readFrames, writeFrame } from './frames.ts';
import { type Answer, type Call, isReply } from './protocol.ts';

/** A connection to a supervisor; calls are answered in any order. */
export interface SupervisorLink {
  /** @throws LinkLost when the supervisor goes before it answers, Error with what it answered otherwise. */
  call(call: Call, onSize?: (size: number) => void): Promise<Answer>;
  isOpen(): boolean;
  close(): void;
}

/** Tells a supervisor that is gone from one that refuses. */
export function isLinkLost(error: unknown): boolean {
  return error instanceof Error && error.name === linkLost;
}

/** Connects to the socket of a supervisor, `undefined` where nobody listens. */
export function connectSupervisor(path: string): Promise<SupervisorLink | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => resolve(createLink(socket)));
  });
}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly onSize: ((size: number) => void) | undefined;
}

const linkLost = 'LinkLost';

function createLink(socket: Socket): SupervisorLink {
  const pending = new Map<number, Pending>();
  let count = 0;

  function settle(id: number, end: Answer | Error): void {
    const call = pending.get(id);
    pending.delete(id);
    // Only an answer that is awaited keeps the caller's process alive.
    if (pending.size === 0) socket.unref();
    if (end instanceof Error) call?.reject(end);
    else call?.resolve(end);
  }

  readFrames(socket, (value) => {
    if (!isReply(value)) return void socket.destroy();
    if ('size' in value) pending.get(value.id)?.onSize?.(value.size);
    else settle(value.id, value.error === undefined ? value : new Error(value.error));
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const id of [...pending.keys()]) settle(id, lost());
  });
  socket.unref();

  return {
    call(call, onSize) {
      return new Promise((resolve, reject) => {
        if (!socket.writable) return reject(lost());
        const id = ++count;
        pending.set(id, { resolve, reject, onSize });
        socket.ref();
        try {
          writeFrame(socket, { ...call, id });
        } catch (error) {
          settle(id, error instanceof Error ? error : lost());
        }
      });
    },
    isOpen: () => socket.writable,
    close: () => void socket.destroy(),
  };
}

function lost(): Error {
  const error = new Error('The supervisor of the steps ended.');
  error.name = linkLost;
  return error;
}
