import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { containerTest } from './container-test.ts';

const test = containerTest();

describe('engine/executors/docker/containers', () => {
  it('runs as a user without rights, on a root file system that cannot be written', async () => {
    const script = [
      'id -u; id -g; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status',
      'touch /etc/x 2>/dev/null || echo read-only; touch /app/x /tmp/x "$STEPYARD_OUT/x" && echo writable',
    ].join('\n');
    const { log } = await test.run(test.request(script));
    const none = '0'.repeat(16);
    expect(log.replaceAll('\t', ' ')).toBe(
      `1000\n1000\nCapBnd: ${none}\nCapEff: ${none}\nNoNewPrivs: 1\nread-only\nwritable\n`.replace(
        `CapBnd: ${none}\nCapEff: ${none}`,
        `CapEff: ${none}\nCapBnd: ${none}`,
      ),
    );
  });

  it('tells that memory ran out', async () => {
    const request = test.request('dd if=/dev/zero of=/dev/null bs=200M count=1; exit 1', {
      resources: { limits: { memory: '32Mi', cpu: '500m' } },
    });
    const { exit } = await test.run(request);
    expect(exit.cause).toBe('OOM');
    const { HostConfig } = JSON.parse(await test.inspect(request));
    expect([HostConfig.Memory, HostConfig.NanoCpus]).toEqual([32 * 2 ** 20, 5e8]);
  });

  it('tells that an image cannot be had, with what to do', async () => {
    const start = { image: 'stepyard.invalid/nothing:1', program: { command: ['true'] } };
    const request = test.request('', { start });
    const { exit, log } = await test.run(request);
    expect(exit).toMatchObject({ cause: 'IMAGE_PULL' });
    expect(exit.message).toMatch(
      /^The image "stepyard\.invalid\/nothing:1" could not be had: .+\. Check its name, the credential of its registry, and that the engine may reach it\.$/,
    );
    expect(log).toBe(`pulling stepyard.invalid/nothing:1\n${exit.message}\n`);
  });

  it('refuses an image of nobody’s template without a program', async () => {
    const { exit } = await test.run(test.request('', { start: { image: 'debian:bookworm-slim' } }));
    expect(exit).toMatchObject({
      status: 2,
      result: {
        failure: {
          code: 'INPUT_INVALID',
          message:
            '`image` must be an image of a template, with the label dev.stepyard.template, got "debian:bookworm-slim".',
        },
      },
    });
  });

  it('records what ran, by digest', async () => {
    const { exit } = await test.run(test.request('exit 75'));
    expect(exit.foreign).toBe(true);
    expect(exit.image).toEqual({
      name: 'debian:bookworm-slim',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it('gives a log of 120 MB whole, to who follows and to who comes later', async () => {
    const megabytes = 120;
    const request = test.request(`head -c ${megabytes * 2 ** 20} /dev/zero | tr '\\0' x; printf end`);
    await test.executor.start(request);
    const digest = async () => {
      const hash = createHash('sha256');
      let size = 0;
      for await (const { offset, bytes } of test.executor.logs(request.name)) {
        if (offset !== size) throw new Error(`${offset} instead of ${size}`);
        size += bytes.length;
        hash.update(bytes);
      }
      return { size, sha256: hash.digest('hex') };
    };
    const sha256 = createHash('sha256')
      .update('x'.repeat(megabytes * 2 ** 20))
      .update('end')
      .digest('hex');
    const whole = { size: megabytes * 2 ** 20 + 3, sha256 };
    expect(await digest()).toEqual(whole);
    await test.executor.wait(request.name);
    expect(await digest()).toEqual(whole);
  });

  it('T5.5: mounts no cache where none is asked for', async () => {
    const { log } = await test.run(test.request('ls /cache 2>&1; env | grep CACHE || echo none'));
    expect(log).toMatch(/No such file or directory\nnone\n$/);
  });

  it('brings back what a step left in a cache, and that alone', async () => {
    const { mkdirSync, readFileSync, writeFileSync, existsSync } = await import('node:fs');
    const path = `${test.home}/cache`;
    mkdirSync(path);
    writeFileSync(`${path}/old`, 'old');
    const caches = [{ name: 'repository', path }];
    const script =
      'cd "$STEPYARD_CACHE_REPOSITORY"; cat old; rm old; mkdir d; echo new > d/new; ln -s d/new link';
    const { exit, log } = await test.run(test.request(script, { caches }));
    expect([exit.status, log]).toEqual([0, 'old']);
    expect(existsSync(`${path}/old`)).toBe(false);
    expect(readFileSync(`${path}/link`, 'utf8')).toBe('new\n');
    await test.run(test.request('rm -r "$STEPYARD_CACHE_REPOSITORY"/d; exit 1', { caches }));
    expect(readFileSync(`${path}/d/new`, 'utf8')).toBe('new\n');
  });
});
