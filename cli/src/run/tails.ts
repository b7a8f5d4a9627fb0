import type { Scheduler, TaskView } from '@stepyard/engine';
import { note } from '../output.ts';
import type { Onlooker } from './follow.ts';

/** Reads the logs of a run's tasks as they grow. */
export interface Tails {
  /** Goes on where the reading from another scheduler has come to. */
  readFrom(scheduler: Scheduler): void;
  /** Reads the attempts of a task that are not read yet. */
  begin(task: TaskView): void;
  /** Resolves when all lines of an ended task are told. */
  ended(task: TaskView): Promise<void>;
  allEnded(): Promise<void>;
}

interface Tail {
  /** Next byte to read. */
  offset: number;
  readonly decode: (bytes: Uint8Array) => string;
  /** The beginning of a line. */
  rest: string;
  /** Counts the readers; all but the last are silent. */
  reader: number;
  done: Promise<void>;
}

const withLogs = new Set(['running', 'suspended', 'success', 'warning', 'failed', 'aborted']);

/** A line without an end is told in pieces of this length. */
const longestLine = 64 * 1024;

export function createTails(run: string, onlooker: Onlooker): Tails {
  const tails = new Map<string, Tail>();
  let scheduler: Scheduler | undefined;
  let readers = 0;

  function begin(task: TaskView): void {
    if (scheduler === undefined || !withLogs.has(task.state)) return;
    for (const { attempt } of task.attempts) {
      const key = `${task.key} ${attempt}`;
      const tail = tails.get(key) ?? freshTail();
      tails.set(key, tail);
      if (tail.reader === readers) continue;
      tail.reader = readers;
      tail.done = read(scheduler, task, attempt, tail, readers).catch((error: unknown) =>
        note(`The log of ${task.key} cannot be read: ${error instanceof Error ? error.message : error}`),
      );
    }
  }

  async function read(from: Scheduler, task: TaskView, attempt: number, tail: Tail, reader: number) {
    const request = { run, task: task.key, attempt, offset: tail.offset, follow: true };
    for await (const { bytes } of from.logs(request)) {
      if (tail.reader !== reader) return;
      tail.offset += bytes.length;
      await onlooker.lines(task, takeLines(tail, bytes));
    }
    if (tail.reader === reader && tail.rest !== '') await onlooker.lines(task, [takeRest(tail)]);
  }

  return {
    begin,
    readFrom(next) {
      scheduler = next;
      readers += 1;
    },
    ended: async ({ key, attempts }) => {
      await Promise.all(attempts.map(({ attempt }) => tails.get(`${key} ${attempt}`)?.done));
    },
    allEnded: async () => {
      await Promise.all([...tails.values()].map(({ done }) => done));
    },
  };
}

function freshTail(): Tail {
  const decoder = new TextDecoder();
  const decode = (bytes: Uint8Array) => decoder.decode(bytes, { stream: true });
  return { offset: 0, decode, rest: '', reader: 0, done: Promise.resolve() };
}

function takeLines(tail: Tail, bytes: Uint8Array): readonly string[] {
  const lines = (tail.rest + tail.decode(bytes)).split('\n');
  tail.rest = lines.pop() ?? '';
  if (tail.rest.length > longestLine) lines.push(takeRest(tail));
  return lines;
}

function takeRest(tail: Tail): string {
  const { rest } = tail;
  tail.rest = '';
  return rest;
}
