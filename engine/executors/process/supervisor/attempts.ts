import { EventEmitter, once } from 'node:events';
import type { StartCall } from '../protocol.ts';
import type { ExitRecord, SupervisorRecord } from '../records.ts';
import { type RunningAttempt, runAttempt } from './attempt.ts';
import { createExits } from './exits.ts';
import type { Launcher } from './launch.ts';
import { prepareAttempt } from './prepare.ts';

/** All that this supervisor started and that has not ended. */
export interface Attempts {
  running(): number;
  /** Resolves when the step runs; nothing is started where the name exists. */
  start(call: StartCall): Promise<void>;
  /** How it ended; nothing where it was not started here, or so long ago that it is forgotten. */
  ended(name: string): Promise<ExitRecord | undefined>;
  runs(name: string): boolean;
  /** Gives the size of the log at once and whenever it grew, until the attempt ends. */
  follow(name: string, everyMs: number, onSize: (size: number) => void): Promise<void>;
  cancel(name: string): void;
  cancelAll(): void;
}

interface Entry {
  readonly started: Promise<RunningAttempt | undefined>;
  readonly changes: EventEmitter;
}

export function createAttempts(
  root: string,
  supervisor: SupervisorRecord,
  launcher: Launcher,
  onEnd: () => void,
): Attempts {
  const entries = new Map<string, Entry>();
  const exits = createExits();

  async function start(call: StartCall): Promise<void> {
    const { name } = call.request;
    const known = entries.get(name);
    if (known !== undefined) return void (await known.started);
    const changes = new EventEmitter().setMaxListeners(0);
    const entry = { changes, started: begin(call, () => changes.emit('change')) };
    entries.set(name, entry);
    entry.started
      .then((attempt) => attempt?.ended)
      .then((exit) => exit && exits.keep(name, exit))
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        entries.delete(name);
        changes.emit('change');
        onEnd();
      });
    await entry.started;
  }

  async function begin(call: StartCall, onChange: () => void): Promise<RunningAttempt | undefined> {
    const prepared = await prepareAttempt(root, supervisor, call);
    if (prepared === undefined) return undefined;
    exits.forget(call.request.name);
    return runAttempt(root, call.request, prepared, launcher, onChange);
  }

  async function follow(name: string, everyMs: number, onSize: (size: number) => void): Promise<void> {
    const entry = entries.get(name);
    const attempt = await entry?.started.catch(() => undefined);
    if (entry === undefined || attempt === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    function tell(): void {
      timer = undefined;
      onSize(attempt?.size() ?? 0);
    }
    tell();
    while (entries.get(name) === entry) {
      await once(entry.changes, 'change');
      timer ??= setTimeout(tell, everyMs);
    }
    clearTimeout(timer);
    tell();
  }

  function cancel(name: string): void {
    entries
      .get(name)
      ?.started.then((attempt) => attempt?.cancel())
      .catch(() => {});
  }

  return {
    running: () => entries.size,
    runs: (name) => entries.has(name),
    start,
    follow,
    cancel,
    cancelAll: () => [...entries.keys()].forEach(cancel),
    async ended(name) {
      const attempt = await entries.get(name)?.started.catch(() => undefined);
      return attempt === undefined ? exits.of(name) : await attempt.ended;
    },
  };
}
