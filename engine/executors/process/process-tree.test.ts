import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { identityOf, isAlive } from './process-identity.ts';
import { endTree, membersInListing, membersOf } from './process-tree.ts';

describe('engine/executors/process/process-tree', () => {
  it('finds a group, those that left it but carry the mark, and their children', async () => {
    const script = 'setsid sh -c "env -i sleep 61 & wait" & sleep 60';
    const child = spawn('sh', ['-c', script], {
      detached: true,
      env: { ...process.env, MARK: '/some/mark/' },
    });
    const tree = { leader: child.pid, marks: ['/some/mark/'] };
    while (membersOf(tree).length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    await endTree(tree, 0);
    expect(membersOf(tree)).toEqual([]);
    expect(membersOf({ leader: undefined, marks: ['/some/mark/'] })).toEqual([]);
  });

  it('waits as long as it is told for what ends by itself', async () => {
    const child = spawn('sh', ['-c', 'trap "sleep 0.1; exit 9" TERM; echo; while :; do sleep 0.01; done'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const exit = new Promise((resolve) => child.once('exit', resolve));
    await endTree({ leader: child.pid, marks: ['/no/such/mark/'] }, 5_000);
    expect(await exit).toBe(9);
  });

  it('reads the listing of ps where there is no /proc', () => {
    const listing = [
      '  101   101 Ss   node step.js TMPDIR=/tmp/x HOME=/root',
      '  102   101 S    sh -c sleep',
      '  103   103 S    sleep 60 STEPYARD_OUT=/data/attempts/a-1/out',
      '  104   101 Z    (sh)',
      '  105   105 S    sleep 60 STEPYARD_OUT=/data/attempts/a-12/out',
      '',
    ].join('\n');
    expect(membersInListing(listing, 101, ['/data/attempts/a-1/'])).toEqual([101, 102, 103]);
    expect(membersInListing(listing, undefined, ['/data/attempts/a-1/'])).toEqual([103]);
  });

  it('knows a process by its id and its start', () => {
    const own = identityOf(process.pid);
    expect(own && isAlive(own)).toBe(true);
    expect(isAlive({ pid: process.pid, started: 'another time' })).toBe(false);
    expect(identityOf(2 ** 30)).toBeUndefined();
  });
});
