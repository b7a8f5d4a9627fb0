import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programBeside } from '../../program-beside.ts';
import { isPrivate } from './private-directories.ts';
import { isAlive } from './process-identity.ts';
import { protocol } from './protocol.ts';
import type { SupervisorRecord } from './records.ts';
import { connectSupervisor, type SupervisorLink } from './supervisor-link.ts';
import { livingSupervisors } from './supervisor-records.ts';

/** The supervisors of a data directory, started when there is something to start. */
export interface Supervisors {
  /** A supervisor for new steps. */
  any(): Promise<SupervisorLink>;
  /** The one that started a step; `unreachable` if it runs but cannot be talked to, `gone` if it does not run. */
  of(record: SupervisorRecord): Promise<SupervisorLink | 'unreachable' | 'gone'>;
  /** Remembers by which one a step was started here: what stands in the attempt's files a step can change. */
  note(name: string, link: SupervisorLink): void;
  /** The one that started it, as long as it can be talked to. */
  noted(name: string): SupervisorLink | undefined;
  forget(name: string): void;
  close(): void;
}

export interface SupervisorsOptions {
  readonly root: string;
  /** How long it stays without clients and steps. */
  readonly idleMs: number;
  readonly compileCache: string | undefined;
}

export function createSupervisors(options: SupervisorsOptions): Supervisors {
  const links = new Map<string, Promise<SupervisorLink | undefined>>();
  const byName = new Map<string, SupervisorLink>();
  let finding: Promise<SupervisorLink> | undefined;

  async function linkTo(record: SupervisorRecord): Promise<SupervisorLink | undefined> {
    const known = await links.get(record.socket);
    if (known?.isOpen()) return known;
    if (record.protocol !== protocol || !isPrivate(dirname(record.socket))) return undefined;
    const link = connectSupervisor(record.socket);
    links.set(record.socket, link);
    return link;
  }

  async function find(): Promise<SupervisorLink> {
    for (let tries = 0; ; tries++) {
      for (const record of await livingSupervisors(options.root)) {
        const link = await linkTo(record);
        if (link !== undefined) return link;
      }
      if (tries === 3) throw new Error(`No supervisor answers; see ${logPath(options.root)}.`);
      await startSupervisor(options);
    }
  }

  return {
    any() {
      finding ??= find().finally(() => {
        finding = undefined;
      });
      return finding;
    },
    async of(record) {
      const link = await linkTo(record);
      return link ?? (isAlive(record) ? 'unreachable' : 'gone');
    },
    note: (name, link) => void byName.set(name, link),
    noted(name) {
      const link = byName.get(name);
      return link?.isOpen() === true ? link : undefined;
    },
    forget: (name) => void byName.delete(name),
    close() {
      for (const link of links.values()) void link.then((open) => open?.close());
      links.clear();
    },
  };
}

/** Resolves when the new supervisor can be connected to. */
function startSupervisor({ root, idleMs, compileCache }: SupervisorsOptions): Promise<void> {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const supervisor = fileURLToPath(programBeside(import.meta.url, 'supervisor'));
  const log = openSync(logPath(root), 'a', 0o600);
  const child = spawn(process.execPath, [supervisor, root, String(idleMs)], {
    cwd: '/',
    detached: true,
    // Not the whole environment: it may hold secrets.
    env: {
      PATH: process.env.PATH,
      TMPDIR: tmpdir(),
      ...(compileCache !== undefined && { NODE_COMPILE_CACHE: compileCache }),
    },
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => {
      reject(new Error(`The supervisor ended at once with status ${status}; see ${logPath(root)}.`));
    });
    child.stdout?.once('data', () => {
      child.stdout?.destroy();
      child.unref();
      resolve();
    });
  });
}

function logPath(root: string): string {
  return join(root, 'supervisor.log');
}
