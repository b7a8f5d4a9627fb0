import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { startCountingProxy } from '../support/counting-proxy.ts';

describe('test/pipelines/own-repository', () => {
  it('installs and tests this repository as committed, and downloads nothing the second time', async () => {
    await using proxy = await startCountingProxy();
    const data = scratchDirectory();
    for (const what of ['nothing cached', 'cached']) {
      const [startedAt, before] = [performance.now(), proxy.received()];
      const { status, log } = await stepyard(
        ['run', '--committed', '--data', data, 'examples/own-repository/pipeline.yaml'],
        { HTTPS_PROXY: proxy.url },
      );
      expect(status, log).toBe(0);
      expect(log).toMatch(/^figures │ At [0-9a-f]{12}: [1-9]\d{2,} tests, 0 failed\.$/m);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const bytes = proxy.received() - before;
      process.stdout.write(`own repository, ${what}: ${seconds} s, ${bytes} bytes downloaded\n`);
      if (what === 'cached') expect(bytes).toBe(0);
    }
  });
});

async function stepyard(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(root, 'cli/bin/stepyard.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, log: `${stdout}${stderr}` };
}
