import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { serve } from './test-servers.ts';

const folder = await mkdtemp(join(tmpdir(), 'stepyard-bundle-'));
const server = await serve((_request, response) => response.end('answered'));

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('contract/http/bundle', () => {
  it('works in a bundle, which is small', async () => {
    const client = join(import.meta.dirname, 'client.ts');
    await writeFile(
      join(folder, 'main.ts'),
      `import { createHttp } from ${JSON.stringify(client)};
       const http = createHttp({ proxy: false });
       const answer = await http.request(process.argv[2] ?? '', { from: 'event' }).catch(({ code }) => ({ text: () => code }));
       const second = await http.request(process.argv[2] ?? '');
       console.log(answer.text(), second.text());`,
    );
    await build({
      entryPoints: [join(folder, 'main.ts')],
      outdir: join(folder, 'dist'),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(folder, 'dist/main.mjs'),
      server.origin,
    ]);
    expect(stdout).toBe('POLICY_REFUSED answered\n');
    expect((await readFile(join(folder, 'dist/main.mjs'))).length).toBeLessThan(40_000);
    expect((await readdir(join(folder, 'dist'))).length).toBeLessThan(12);
  });
});
