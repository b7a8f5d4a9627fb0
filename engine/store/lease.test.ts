import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHolder, isLeaseHeld, takeLease } from './lease.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-lease-'));
});
afterEach(() => rm(directory, { recursive: true }));

const now = Date.UTC(2026, 6, 1);

describe('engine/store/lease', () => {
  it('is held by one, and tells a second one who that is', async () => {
    const lease = await takeLease(directory, now);
    expect(lease.holder).toEqual({ pid: process.pid, host: hostname(), since: now, token: 1 });
    const refusal = await takeLease(directory, now).catch((error: unknown) => error);
    expect(isLeaseHeld(refusal)).toBe(true);
    expect(refusal).toMatchObject({
      message: `The directory ${JSON.stringify(directory)} is held by process ${process.pid} on ${hostname()} since 2026-07-01T00:00:00.000Z.`,
      holder: lease.holder,
    });
    expect(await findHolder(directory)).toEqual(lease.holder);
    lease.release();
  });

  it('is free after its release, and counts its holders', async () => {
    const first = await takeLease(directory, now);
    first.release();
    expect(await findHolder(directory)).toBeUndefined();
    const second = await takeLease(directory, now);
    expect(second.holder.token).toBe(2);
    second.release();
  });

  it('is free the moment its holder was killed', async () => {
    const program = `import { takeLease } from ${JSON.stringify(join(import.meta.dirname, 'lease.ts'))};
      await takeLease(process.argv[1], Date.now());
      console.log('held');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(await findHolder(directory)).toMatchObject({ pid: child.pid });
    await expect(takeLease(directory, now)).rejects.toMatchObject({ holder: { pid: child.pid } });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lease = await takeLease(directory, now);
    expect(lease.holder.token).toBe(2);
    lease.release();
  });
});
