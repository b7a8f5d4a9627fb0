import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStat } from './process-identity.ts';

/** What belongs to one start of a step: its process group, and all whose environment names one of its directories. */
export interface ProcessTree {
  /** Process id of the leader, which is the id of the group too; absent where it was never written down. */
  readonly leader: number | undefined;
  /** Paths that only this start's processes carry in their environment; those that left the group are found by them. */
  readonly marks: readonly string[];
}

/** Ends all that is left of a tree: SIGTERM, and SIGKILL after `graceMs`. Resolves when nothing is left. */
export async function endTree(tree: ProcessTree, graceMs: number, now = Date.now): Promise<void> {
  let left = membersOf(tree);
  if (left.length === 0) return;
  const deadline = now() + graceMs;
  if (graceMs > 0) signal(left, 'SIGTERM');
  for (let pause = 2; ; pause = Math.min(pause * 2, 100)) {
    if (now() >= deadline) signal(left, 'SIGKILL');
    await sleep(Math.min(pause, Math.max(2, deadline - now())));
    left = membersOf(tree);
    // What SIGKILL does not end within seconds hangs in the kernel; nobody can wait for that.
    if (left.length === 0 || now() > deadline + 5_000) return;
  }
}

/** Sends a signal to the whole group of a leader; nothing happens where there is none. */
export function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch {
    // It ended by itself.
  }
}

/** Ids of the processes of a tree that still run. */
export function membersOf(tree: ProcessTree): number[] {
  return process.platform === 'linux' ? membersOnLinux(tree) : membersElsewhere(tree);
}

function membersOnLinux({ leader, marks }: ProcessTree): number[] {
  const members = new Set<number>();
  const children = new Map<number, number[]>();
  const group = leader !== undefined && hasGroup(leader);
  for (const pid of candidates(leader, group)) {
    const stat = readStat(pid);
    if (stat === undefined || stat.state === 'Z' || pid === process.pid) continue;
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid]);
    if (stat.group === leader || isMarked(pid, marks)) members.add(pid);
  }
  for (const pid of members) for (const child of children.get(pid) ?? []) members.add(child);
  return [...members];
}

/**
 * Process ids to look at. Descendants have later ids than the leader as long as ids did not start over;
 * a look at those alone costs microseconds on a machine with thousands of processes.
 */
function candidates(leader: number | undefined, group: boolean): number[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  if (leader === undefined || group) return all;
  const newest = Number(/\d+\s*$/.exec(readFileSync('/proc/loadavg', 'latin1'))?.[0]);
  return newest >= leader ? all.filter((pid) => pid > leader) : all;
}

function isMarked(pid: number, marks: readonly string[]): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`);
    return marks.some((mark) => environment.includes(mark));
  } catch {
    return false;
  }
}

function membersElsewhere({ leader, marks }: ProcessTree): number[] {
  try {
    const text = execFileSync('ps', ['-axww', '-E', '-o', 'pid=,pgid=,stat=,command='], {
      encoding: 'utf8',
      maxBuffer: 256 * 2 ** 20,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    });
    return membersInListing(text, leader, marks);
  } catch {
    return leader !== undefined && hasGroup(leader) ? [leader] : [];
  }
}

/** Reads the output of `ps -E -o pid=,pgid=,stat=,command=`, where the environment follows the command. */
export function membersInListing(
  text: string,
  leader: number | undefined,
  marks: readonly string[],
): number[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, group, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined || state?.startsWith('Z')) return [];
    return Number(group) === leader || marks.some((mark) => command.includes(mark)) ? [Number(pid)] : [];
  });
}

function hasGroup(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself.
    }
  }
}
