import { EventEmitter } from 'node:events';
import { writeSync } from 'node:fs';
import type { Masker, MaskStream } from '@stepyard/contract/mask';
import type { LogSink } from './log.ts';

export interface OwnOutput extends LogSink {
  /** Writes what is held back as the possible start of a secret. */
  flush(): void;
}

const descriptors = { stdout: 1, stderr: 2 } as const;

/**
 * Masks everything that this process itself prints, also by `console` and libraries.
 * The streams are opened only when something uses them: that costs more than the rest of a short step.
 */
export function maskOwnOutput(masker: Masker): OwnOutput {
  const streams = { stdout: masker.stream(), stderr: masker.stream() };
  for (const name of ['stdout', 'stderr'] as const) redirect(name, streams[name]);
  return {
    write(stream, text) {
      const held = streams[stream].flush();
      writeAll(descriptors[stream], held);
      writeAll(descriptors[stream], Buffer.from(text));
    },
    flush() {
      writeAll(descriptors.stdout, streams.stdout.flush());
      writeAll(descriptors.stderr, streams.stderr.flush());
    },
  };
}

function redirect(name: 'stdout' | 'stderr', stream: MaskStream): void {
  function write(chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    writeAll(descriptors[name], stream.push(bytes));
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  }
  redirectConsole(`_${name}`, write);
  const opened = Object.getOwnPropertyDescriptor(process, name);
  let patched: unknown;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get() {
      if (patched === undefined) {
        patched = opened?.get?.call(process) ?? opened?.value;
        Object.defineProperty(patched, 'write', { value: write, configurable: true, writable: true });
      }
      return patched;
    },
  });
}

/** What `console` uses of a stream; with it, printing a line does not open the real one. */
function redirectConsole(property: string, write: (chunk: string) => boolean): void {
  const stream = Object.assign(new EventEmitter(), { write: (chunk: string) => write(chunk), isTTY: false });
  Object.defineProperty(console, property, { value: stream, configurable: true, writable: true });
}

function encodingOf(encoding: unknown): BufferEncoding | undefined {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : undefined;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Blocks while the reader is behind: what a tool prints then waits in its pipe. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Someone else made the pipe non-blocking.
      const full = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!full) return;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}
