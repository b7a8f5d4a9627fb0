import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { startCountingProxy } from '../support/counting-proxy.ts';
import { stepyard } from '../support/stepyard.ts';

describe('test/pipelines/own-repository', () => {
  it('installs and tests this repository as committed, and downloads nothing the second time', async () => {
    await using proxy = await startCountingProxy();
    const data = scratchDirectory();
    for (const what of ['nothing cached', 'cached']) {
      const [startedAt, before] = [performance.now(), proxy.received()];
      const { status, stdout, stderr } = await stepyard(
        ['run', '--committed', '--data', data, 'examples/own-repository/pipeline.yaml'],
        { cwd: root, env: { HTTPS_PROXY: proxy.url } },
      );
      const log = `${stdout}${stderr}`;
      expect(status, log).toBe(0);
      expect(log).toMatch(/^figures │ At [0-9a-f]{12}: [1-9]\d{2,} tests, 0 failed\.$/m);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const bytes = proxy.received() - before;
      process.stdout.write(`own repository, ${what}: ${seconds} s, ${bytes} bytes downloaded\n`);
      if (what === 'cached') expect(bytes).toBe(0);
    }
  });
});
