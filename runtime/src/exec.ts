import { redactUrl, StepError } from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import { cleanEnv } from './clean-env.ts';
import { callName, commandLine, endFailure, startFailure, timeoutFailure } from './exec-failure.ts';
import type { Groups } from './groups.ts';
import type { Command, Launch, Output, Running } from './launch.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { LogSink } from './log.ts';

import type { ExecOptions, ExecResult, Step } from './step.ts';
import { createTail } from './tail.ts';

/** What running a tool needs from the step. */
export interface ExecHost {
  readonly launch: Launch;
  /** The step's own environment, without secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of the variables that the author set for the task. */
  readonly authored: readonly string[];
  /** Where tools run. */
  readonly directory: string;
  readonly masker: Masker;
  readonly log: LogSink;
  /** A private home directory, made when first asked for. */
  home(): Promise<string>;
  /** What ends a running tool now: the step's signal, or that of the clean-ups. */
  signal(): AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL. */
  killAfterMs(): number;
  readonly groups: Groups;
}

const keepBytes = 1_048_576;

/** Makes `step.exec`. */
export function createExec(host: ExecHost): Step<unknown>['exec'] {
  return async (tool, args, options = {}) => {
    const signal = host.signal();
    signal.throwIfAborted();
    refuseNul(tool, args);
    const command = await commandOf(host, tool, args, options);
    if (options.quiet !== true)
      host.log.write(
        'stdout',
        host.masker.mask(`$ ${redactUrl(options.shown ?? commandLine(tool, args))}\n`),
      );
    return await supervise(host, command, options, signal);
  };
}

async function commandOf(
  host: ExecHost,
  tool: string,
  args: readonly string[],
  options: ExecOptions,
): Promise<Command> {
  const env = cleanEnv(host.env, [...host.authored, ...(options.inherit ?? [])]);
  return {
    tool,
    args,
    cwd: options.cwd ?? host.directory,
    env: { HOME: options.env?.HOME ?? (await host.home()), ...env, ...options.env },
    stdin: options.stdin,
  };
}

async function supervise(
  host: ExecHost,
  command: Command,
  options: ExecOptions,
  signal: AbortSignal,
): Promise<ExecResult> {
  const name = options.name ?? callName(command.tool, command.args);
  const startedAt = Date.now();
  const stdout = createTail(options.keep ?? keepBytes);
  const stderr = createTail(options.keep ?? keepBytes);
  const printer = createPrinter(host, options);
  const running = await host
    .launch(command, (stream, bytes) => {
      (stream === 'stdout' ? stdout : stderr).push(bytes);
      printer.output(stream, bytes);
    })
    .catch(async (error: unknown) => {
      throw await startFailure(error, command, name);
    });
  const { status, signal: killedBy, timedOut } = await untilEnded(host, running, signal, options.timeoutMs);
  printer.end();
  if (signal.aborted) throw signal.reason;
  const result: ExecResult = {
    status: status ?? 128,
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: stdout.truncated() || stderr.truncated(),
    durationMs: Date.now() - startedAt,
  };
  if (timedOut) throw timeoutFailure(name, options.timeoutMs ?? 0);
  const accept = options.accept ?? [0];
  if (killedBy === null && (accept === 'any' || accept.includes(result.status))) return result;
  if (options.quiet === true) printTail(host, result);
  throw options.explain?.(result) ?? endFailure(name, result, killedBy, options.hint, host.masker.mask);
}

interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
}

async function untilEnded(
  host: ExecHost,
  running: Running,
  signal: AbortSignal,
  timeoutMs: number | undefined,
): Promise<Ended> {
  let timedOut = false;
  let kill: NodeJS.Timeout | undefined;
  function stop(): void {
    if (kill !== undefined) return;
    running.signal('SIGTERM');
    kill = setTimeout(() => running.signal('SIGKILL'), host.killAfterMs());
  }
  const timeout =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  host.groups.running.add(running);
  const end = await running.ended;
  clearTimeout(timeout);
  clearTimeout(kill);
  signal.removeEventListener('abort', stop);
  if (kill !== undefined) running.signal('SIGKILL');
  if (!running.alive()) host.groups.running.delete(running);
  return { ...end, timedOut };
}

/** Masks both streams and writes them to the log, whole lines at a time. */
function createPrinter(host: ExecHost, options: ExecOptions): { output: Output; end(): void } {
  const quiet = options.quiet === true;
  if (quiet && options.onLine === undefined) return { output: () => {}, end: () => {} };
  function printerOf(stream: 'stdout' | 'stderr') {
    const masked = host.masker.stream();
    const lines = createLineSplitter((block) => {
      if (!quiet) host.log.write(stream, block);
      if (options.onLine !== undefined) {
        for (const line of block.replace(/\n$/, '').split('\n')) options.onLine(line, stream);
      }
    });
    return {
      push: (bytes: Uint8Array) => lines.push(masked.push(bytes)),
      end() {
        lines.push(masked.flush());
        lines.end();
      },
    };
  }
  const printers = { stdout: printerOf('stdout'), stderr: printerOf('stderr') };
  return {
    output: (stream, bytes) => printers[stream].push(bytes),
    end() {
      printers.stdout.end();
      printers.stderr.end();
    },
  };
}

const tailLines = 20;

function printTail(host: ExecHost, result: ExecResult): void {
  const text = result.stderr.trim() === '' ? result.stdout : result.stderr;
  const lines = text.trimEnd().split('\n').slice(-tailLines);
  host.log.write('stderr', host.masker.mask(lines.map((line) => `${line}\n`).join('')));
}

function refuseNul(tool: string, args: readonly string[]): void {
  const at = args.findIndex((arg) => arg.includes('\0'));
  if (at < 0 && !tool.includes('\0')) return;
  throw new StepError('INPUT_INVALID', `argument ${at + 1} of \`${tool}\` must not hold a NUL character.`, {
    hint: 'Take the NUL character out of the value that it is made from.',
  });
}
