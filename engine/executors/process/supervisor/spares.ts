import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
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
 * process is started ahead for the next step; each is used once.
 */
export interface Spares {
  /** A process for this command, if one is ready that does not differ in what Node reads at its start. */
  take(command: readonly string[], env: Variables): Spare | undefined;
  /** Makes one ready for commands like this. */
  prepare(command: readonly string[], env: Variables): void;
}

/** How long one is kept. */
const restMs = 30_000;

/** Longer ones go the usual way, where the system refuses them. */
const longestValue = 100_000;

export function createSpares(fifos: Fifos): Spares {
  let ready: { readonly spare: Spare; readonly early: Variables; dismiss(): void } | undefined;
  let making = false;

  function take(command: readonly string[], env: Variables): Spare | undefined {
    if (ready === undefined || !isNodeProgram(command) || !isPlain(env)) return undefined;
    const { spare, early } = ready;
    if (!isDeepStrictEqual(early, earlyVariables(env)) || hasEnded(spare.child)) return undefined;
    ready = undefined;
    return spare;
  }

  function prepare(command: readonly string[], env: Variables): void {
    if (making || !isNodeProgram(command)) return;
    const early = earlyVariables(env);
    // One for other steps than these is of no use any more.
    if (ready !== undefined && !isDeepStrictEqual(early, ready.early)) ready.dismiss();
    if (ready !== undefined) return;
    making = true;
    make(early)
      .catch(() => {})
      .finally(() => {
        making = false;
      });
  }

  async function make(early: Variables): Promise<void> {
    const pipe = await fifos.take();
    const child = spawn(process.execPath, [fileURLToPath(programBeside(import.meta.url, 'spare'))], {
      cwd: '/',
      env: { ...early },
      detached: true,
      stdio: ['ignore', pipe.write, pipe.write, 'pipe'],
    });
    closeSync(pipe.write);
    const orders = child.stdio[3];
    function dismiss(): void {
      if (ready?.spare.child !== child) return;
      ready = undefined;
      closeSync(pipe.read);
      child.kill('SIGKILL');
    }
    const rest = setTimeout(dismiss, restMs).unref();
    child.once('error', dismiss);
    child.once('exit', dismiss);
    if (!(orders instanceof Socket)) return void child.kill('SIGKILL');
    orders.on('error', () => {});
    ready = {
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
    };
  }

  return { take, prepare };
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
