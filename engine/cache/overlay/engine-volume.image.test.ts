import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { overlayOptions } from '../../executors/executor.ts';
import type { CacheReport, PreparedCache } from '../cache-backend.ts';
import { type CacheBench, createCacheBench } from '../directory/cache-bench.ts';

/** Any image with a shell. */
const image = 'debian:bookworm-slim';
const shown = 'cd /root/.m2; find . -type f | sort | while read -r f; do echo "$f=$(cat "$f")"; done';

describe('engine/cache/overlay/engine-volume', () => {
  it('T1.7: a volume at /root/.m2 has in the second run what the first one wrote, and says who has it', async () => {
    const bench = createCacheBench(['docker']);
    const { caches } = bench;
    expect(await caches.store.uses()).toEqual([]);
    const first = await step(bench, 'mkdir -p /root/.m2/b; echo one > /root/.m2/a; echo two > /root/.m2/b/c');
    expect(first.report).toEqual({ saved: true, savedBytes: 8 });
    const second = await step(
      bench,
      `${shown}; rm -r /root/.m2/b; mkdir /root/.m2/b; echo x > /root/.m2/b/y`,
    );
    expect(second.said).toBe('./a=one\n./b/c=two\n');
    expect((await step(bench, shown)).said).toBe('./a=one\n./b/y=x\n');
    expect(await caches.store.uses()).toMatchObject([
      { reads: 2, writes: 2, boundTo: { pipeline: 'build', task: 'compile' } },
    ]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(bench.root);
  });

  it('T5.6: two containers at once read the same layers, and each writes to its own', async () => {
    const bench = createCacheBench(['docker']);
    await step(bench, 'echo one > /root/.m2/a');
    const both = await Promise.all([1, 2].map(() => set(bench)));
    for (const [index, cache] of both.entries()) {
      expect(inContainer(cache, `cat /root/.m2/a; echo ${index} > /root/.m2/a`)).toBe('one\n');
    }
    for (const cache of both)
      expect((await bench.caches.backend.tearDown(cache, { keep: true })).saved).toBe(true);
    expect((await step(bench, shown)).said).toBe('./a=1\n');
  });

  it('keeps what users of images own, and makes one layer of many', async () => {
    const bench = createCacheBench(['docker']);
    for (let round = 0; round < 10; round++) {
      const { said } = await step(
        bench,
        `ls /root/.m2 | wc -l; echo ${round} > /root/.m2/f${round}; chmod 700 /root/.m2/f${round}`,
      );
      expect(said).toBe(`${round}\n`);
    }
    const { said } = await step(bench, 'stat -c %u:%g:%a /root/.m2/f0 /root/.m2/f9');
    expect(said).toBe('1000:1000:700\n1000:1000:700\n');
  });
});

async function set({ caches, request }: CacheBench): Promise<PreparedCache> {
  const cache = await caches.backend.setUp(request({ executor: 'docker' }));
  if (cache.backend !== 'overlay') throw new Error('Run this as root, on the machine of the engine.');
  return cache;
}

async function step(bench: CacheBench, script: string): Promise<{ said: string; report: CacheReport }> {
  const cache = await set(bench);
  const said = inContainer(cache, script);
  return { said, report: await bench.caches.backend.tearDown(cache, { keep: true }) };
}

/** As a user that is not root, with the mount as a volume of the engine. */
function inContainer({ overlay }: PreparedCache, script: string): string {
  if (overlay === undefined) throw new Error('There is nothing to mount.');
  const name = `stepyard-test-${randomBytes(6).toString('hex')}`;
  const options = ['type=overlay', 'device=overlay', `o=${overlayOptions(overlay, overlay.directory)}`];
  docker('volume', 'create', '--driver=local', ...options.map((option) => `--opt=${option}`), name);
  try {
    const mount = `type=volume,source=${name},target=/root/.m2,volume-nocopy`;
    // The way to it is open in images of templates.
    return docker(
      'run',
      '--rm',
      '--network=none',
      `--mount=${mount}`,
      '--entrypoint=/bin/sh',
      image,
      '-c',
      `chmod 755 /root; exec setpriv --reuid=1000 --regid=1000 --clear-groups sh -ec '${script.replaceAll("'", "'\\''")}'`,
    );
  } finally {
    docker('volume', 'rm', '--force', name);
  }
}

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' });
}
