import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { programBeside } from '../../../program-beside.ts';
import type { Variables } from '../step-environment.ts';
import type { Fifos } from './fifos.ts';

/** What a spare process is told. */
export interface SpareJob {
  readonly directory: string;
  readonly env: Variables;
  /** The script and its arguments. */
  readonly program: readonly [string, ...string[]];
}

/** A process that does nothing until it is told what. */
export interface Spare {
  readonly child: ChildProcess;
  /** Where its output comes from. */
  readonly read: number;
  run(job: SpareJob): void;
}

/**
 * Node takes longer to start than a small step to do its work. After a step that is a Node program, one Node
 * process is started ahead for the next step; each is used once. Where the program has a `warm.js` beside it, which
 * loads what it needs and does nothing else, the process has loaded that too, and is for this program only.
 */
export interface Spares {
  /** A process for this command, if one is ready that does not differ in what Node reads at its start. */
  take(command: readonly string[], env: Variables): Spare | undefined;
  /** Makes one ready for commands like this. */
  prepare(command: readonly string[], env: Variables): void;
}

interface Ready {
  readonly spare: Spare;
  readonly early: Variables;
  dismiss(): void;
}

/** How long one is kept. */
const restMs = 30_000;

/** So many are kept, for different programs. */
const most = 3;

/** Longer ones go the usual way, where the system refuses them. */
const longestValue = 100_000;

export function createSpares(fifos: Fifos): Spares {
  /** By the file that they have loaded; that for any program by an empty name. The oldest comes first. */
  const ready = new Map<string, Ready>();
  const making = new Set<string>();

  function take(command: readonly string[], env: Variables): Spare | undefined {
    if (!isNodeProgram(command) || !isPlain(env)) return undefined;
    const early = earlyVariables(env);
    for (const warm of new Set([warmOf(command), ''])) {
      const one = ready.get(warm);
      if (one === undefined || !isDeepStrictEqual(early, one.early) || hasEnded(one.spare.child)) continue;
      ready.delete(warm);
      return one.spare;
    }
    return undefined;
  }

  function prepare(command: readonly string[], env: Variables): void {
    const warm = warmOf(command);
    if (making.has(warm) || !isNodeProgram(command)) return;
    const early = earlyVariables(env);
    // One for other steps than these is of no use any more.
    for (const one of ready.values()) if (!isDeepStrictEqual(early, one.early)) one.dismiss();
    if (ready.has(warm)) return;
    for (const [, oldest] of [...ready].slice(0, Math.max(0, ready.size - most + 1))) oldest.dismiss();
    making.add(warm);
    make(warm, early)
      .catch(() => {})
      .finally(() => making.delete(warm));
  }

  async function make(warm: string, early: Variables): Promise<void> {
    const pipe = await fifos.take();
    const program = fileURLToPath(programBeside(import.meta.url, 'spare'));
    const child = spawn(process.execPath, [program, ...(warm === '' ? [] : [warm])], {
      cwd: '/',
      env: { ...early },
      detached: true,
      stdio: ['ignore', pipe.write, pipe.write, 'pipe'],
    });
    closeSync(pipe.write);
    const orders = child.stdio[3];
    function dismiss(): void {
      if (ready.get(warm)?.spare.child !== child) return;
      ready.delete(warm);
      closeSync(pipe.read);
      child.kill('SIGKILL');
    }
    const rest = setTimeout(dismiss, restMs).unref();
    child.once('error', dismiss);
    child.once('exit', dismiss);
    if (!(orders instanceof Socket)) return void child.kill('SIGKILL');
    orders.on('error', () => {});
    ready.set(warm, {
      early,
      dismiss,
      spare: {
        child,
        read: pipe.read,
        run(job) {
          clearTimeout(rest);
          orders.end(JSON.stringify(job));
        },
      },
    });
  }

  return { take, prepare };
}

/** The file that loads what a program needs, an empty name where it has none. */
function warmOf([, script = '']: readonly string[]): string {
  const path = join(dirname(script), 'warm.js');
  return basename(script) === 'main.js' && existsSync(path) ? path : '';
}

/** The script of a Node program and its arguments. */
export function programOf([, script = '', ...args]: readonly string[]): SpareJob['program'] {
  return [script, ...args];
}

function isNodeProgram([node, script]: readonly string[]): boolean {
  return node === process.execPath && script !== undefined && script.startsWith('/');
}

/** What Node, its libraries and the loader read once, before any program runs. */
function earlyVariables(env: Variables): Variables {
  const names = /^(NODE_|SSL_|OPENSSL_|UV_|LD_|DYLD_|MALLOC_|GLIBC_|ICU_|LC_|LANG|TZ$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)));
}

function isPlain(env: Variables): boolean {
  return Object.values(env).every((value) => value.length < longestValue && !value.includes('\0'));
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
