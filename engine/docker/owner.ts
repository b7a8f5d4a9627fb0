import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { identityOf, isAlive, type ProcessIdentity } from '../executors/process/process-identity.ts';
import { isObject } from '../json-record.ts';

/** The process that has made a thing on an engine, as a label says it. */
export function ownerMark(): string {
  const self = identityOf(process.pid) ?? { pid: process.pid, started: 'unknown' };
  return JSON.stringify({ ...self, machine: machine() });
}

/**
 * What is known of the process of a label: whether it lives, where that can be told. An engine may serve several
 * machines, and containers of one machine with processes of their own.
 */
export function ownerState(mark = ''): 'alive' | 'gone' | 'elsewhere' {
  const owner = read(mark);
  if (owner === undefined || owner.machine !== machine()) return 'elsewhere';
  return isAlive(owner) ? 'alive' : 'gone';
}

interface Owner extends ProcessIdentity {
  readonly machine: string;
}

function read(mark: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(mark);
    if (!isObject(value)) return undefined;
    const { pid, started, machine: of } = value;
    return typeof pid === 'number' && typeof started === 'string' && typeof of === 'string'
      ? { pid, started, machine: of }
      : undefined;
  } catch {
    return undefined;
  }
}

function machine(): string {
  return `${hostname()} ${processes()}`;
}

/** Which processes can be seen from here; no other system has such worlds apart. */
function processes(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
