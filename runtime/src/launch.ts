import type { ChildProcess } from 'node:child_process';
import { groupRuns, signalGroup } from './process-group.ts';

export interface Command {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | Uint8Array | undefined;
}

export type Output = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;

export interface Running {
  /** Resolves when the tool has ended and its output was read. */
  readonly ended: Promise<{ readonly status: number | null; readonly signal: string | null }>;
  /** Signals the tool and all that it started in its group. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** Says whether the tool or anything in its group still runs. */
  alive(): boolean;
}

/** Starts a tool; rejects where it cannot be started. */
export type Launch = (command: Command, output: Output) => Promise<Running>;

/** A background process may hold the pipes open after its tool has ended: not waited for longer than this. */
const drainMs = 1_000;

/** Starts a tool as the leader of a process group of its own, without a shell. */
export async function launch(command: Command, output: Output): Promise<Running> {
  const { spawn } = await import('node:child_process');
  const child = spawn(command.tool, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<{ status: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (status, signal) => {
      const drained = setTimeout(() => closePipes(child), drainMs);
      child.once('close', () => {
        clearTimeout(drained);
        resolve({ status, signal });
      });
    });
  });
  child.stdout?.on('data', (bytes: Uint8Array) => output('stdout', bytes));
  child.stderr?.on('data', (bytes: Uint8Array) => output('stderr', bytes));
  // A tool that ends without reading its input is judged by its exit status, not by the broken pipe.
  child.stdin?.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.on('error', () => {});
  child.stdin?.end(command.stdin);
  const leader = child.pid ?? 0;
  return { ended, signal: (name) => signalGroup(leader, name), alive: () => groupRuns(leader) };
}

function closePipes(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}
