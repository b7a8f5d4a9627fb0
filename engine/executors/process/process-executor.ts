import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Executor, Exit, LogChunk, StartRequest } from '../executor.ts';
import { removeTree } from '../remove-tree.ts';
import { assertAttemptName, attemptsDirectory, isAttemptName, pathsOf } from './attempt-directory.ts';
import { cancelAttempt } from './cancel.ts';
import { followLog } from './follow-log.ts';
import { type ExitRecord, readExit } from './records.ts';
import { linkOf, settled } from './settled.ts';
import { assertVariableNames, inheritedVariables } from './step-environment.ts';
import { isLinkLost, type SupervisorLink } from './supervisor-link.ts';
import { createSupervisors } from './supervisors.ts';
import { toExit } from './to-exit.ts';

export interface ProcessExecutorOptions {
  /** Where attempts are kept; made when needed, readable by this user only. */
  readonly directory: string;
  /**
   * Whose settings tools find: those of this machine's user (default), as on a laptop with its mirrors and
   * identities, or none, in an empty home directory per start. Neither keeps a hostile step from the files.
   */
  readonly home?: 'machine' | 'private';
  /** Names of variables of this process that steps have besides PATH, HOME, language, proxies and CA bundles. */
  readonly inherit?: readonly string[];
  /** Where Node keeps compiled code of steps and supervisor; `false` for nowhere. Below `directory` by default. */
  readonly compileCache?: string | false;
  /** Milliseconds that a supervisor stays without clients and steps. */
  readonly idleMs?: number;
}

/**
 * Runs steps as child processes of this machine, by its own tools and without isolation. They belong to a small
 * supervisor process, so they go on when the scheduler is killed, and the next one adopts them.
 */
export function createProcessExecutor(options: ProcessExecutorOptions): Executor {
  const root = ownDirectory(options.directory);
  const inherited = inheritedVariables(process.env, options.inherit);
  const compileCache = options.compileCache ?? join(root, 'compile-cache');
  const supervisors = createSupervisors({
    root,
    idleMs: options.idleMs ?? 5_000,
    compileCache: compileCache === false ? undefined : compileCache,
  });

  /** What has been seen to have ended: a record that is changed later is not looked at any more. */
  const seen = new Map<string, ExitRecord>();
  const variables = { ...inherited, ...(compileCache !== false && { NODE_COMPILE_CACHE: compileCache }) };

  async function start(request: StartRequest): Promise<void> {
    assertAttemptName(request.name);
    assertVariableNames(request);
    if (request.start.command === undefined || request.start.command.length === 0) {
      throw new TypeError(`${request.name}: the process executor needs a command, the template has none.`);
    }
    if (existsSync(pathsOf(root, request.name).directory)) return;
    await mkdir(request.claims, { recursive: true, mode: 0o700 });
    for (let tries = 0; ; tries++) {
      const link = await supervisors.any();
      try {
        await link.call({ do: 'start', request, inherited: variables, home: options.home ?? 'machine' });
        return supervisors.note(request.name, link);
      } catch (error) {
        // It may have gone to rest just now; the name keeps the second call from starting a second step.
        if (!isLinkLost(error) || tries === 3) throw error;
      }
    }
  }

  async function wait(name: string): Promise<Exit> {
    const paths = pathsOf(root, name);
    const exit = seen.get(name) ?? (await settled(root, supervisors, name));
    seen.set(name, exit);
    return toExit(exit, paths);
  }

  async function* logs(name: string, offset = 0): AsyncGenerator<LogChunk> {
    yield* followLog(root, supervisors, name, offset);
  }

  async function cancel(name: string): Promise<void> {
    await cancelAttempt(pathsOf(root, name), supervisors, name);
  }

  async function adopt(): Promise<readonly string[]> {
    // Who asks this will start steps; what they need comes up meanwhile.
    void supervisors
      .any()
      .then((link) => link.call({ do: 'warm', inherited: variables }))
      .catch(() => {});
    return namesIn(attemptsDirectory(root)).filter(isAttemptName);
  }

  async function remove(name: string): Promise<void> {
    const paths = pathsOf(root, name);
    if (!existsSync(paths.directory)) return forget(name);
    if (!seen.has(name)) {
      const link = await linkOf(paths, supervisors, name);
      if (link === 'gone') await wait(name);
      else if (link === 'unreachable' ? readExit(paths) === undefined : await isRunning(link, name))
        throw new Error(`${name} has not ended; cancel it and wait for it before it is removed.`);
    }
    forget(name);
    // Under another name first: half of an attempt must not be taken for one.
    const trash = join(dirname(paths.directory), `.removed-${randomBytes(6).toString('hex')}`);
    await rename(paths.directory, trash);
    await removeTree(trash);
  }

  function forget(name: string): void {
    seen.delete(name);
    supervisors.forget(name);
  }

  return {
    name: 'process',
    can: { image: false, services: false, resources: false, isolation: false },
    start,
    wait,
    logs,
    cancel,
    adopt,
    remove,
    async close() {
      supervisors.close();
    },
  };
}

async function isRunning(link: SupervisorLink, name: string): Promise<boolean> {
  return (await link.call({ do: 'look', name })).running === true;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    // A step can have removed it, with all that is known of its attempts.
    return [];
  }
}

function ownDirectory(path: string): string {
  mkdirSync(attemptsDirectory(resolve(path)), { recursive: true, mode: 0o700 });
  return realpathSync(path);
}
