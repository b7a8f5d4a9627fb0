import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** Names the time since the machine was started; where the system has no name for it, to the minute. */
export function bootId(): string {
  id ??= readBootId();
  return id;
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return String(Math.round((Date.now() / 1000 - uptime()) / 60));
  }
}

let id: string | undefined;
