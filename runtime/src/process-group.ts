import { readdirSync, readFileSync } from 'node:fs';

/** Signals all processes of a group, if there are any. */
export function signalGroup(leader: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-leader, name);
  } catch {
    return;
  }
}

/** Says whether anything still runs in a group; what has ended and only waits to be collected does not. */
export function groupRuns(leader: number): boolean {
  try {
    process.kill(-leader, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || groupHasLiving(leader);
}

/** In a container nobody may collect orphans, and the system counts them as the group's members for ever. */
function groupHasLiving(leader: number): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isLivingMember(name, leader));
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function isLivingMember(pid: string, leader: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === leader && !'ZX'.includes(state);
  } catch {
    return false;
  }
}
