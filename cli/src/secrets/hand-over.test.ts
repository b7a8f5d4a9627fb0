import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handOverSecrets } from './hand-over.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepyard-hand-over-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const text =
  'env: { A: "${{ secrets.IN_FILE }}", B: "${{ secrets.in-variable }}", C: "${{ secrets.GONE }}" }';

describe('cli/secrets/hand-over', () => {
  it('writes what the pipeline and its configuration name to a private file, and removes it', async () => {
    const secretsFile = join(directory, 'secrets.yaml');
    const configFile = join(directory, 'config.yaml');
    writeFileSync(secretsFile, 'IN_FILE: from the file\nUNUSED: not named\n', { mode: 0o600 });
    writeFileSync(
      configFile,
      'environments: { live: { config: { shop: { KEY: { secret: OF_CONFIG }, A: 1 } } } }\n',
    );
    vi.stubEnv('STEPYARD_SECRET_IN_VARIABLE', 'line one\nline "two"');
    vi.stubEnv('STEPYARD_SECRET_OF_CONFIG', 'from the configuration');
    vi.stubEnv('STEPYARD_SECRET_OTHER', 'not named');
    const { file = '', remove } = await handOverSecrets({ text, secretsFile, configFile });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      IN_FILE: 'from the file',
      'in-variable': 'line one\nline "two"',
      OF_CONFIG: 'from the configuration',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await remove();
    expect(existsSync(join(file, '..'))).toBe(false);
  });

  it('names the file of secrets itself where no variable is needed', async () => {
    vi.stubEnv('STEPYARD_SECRET_OTHER', 'not named');
    const given = { text, secretsFile: '/somewhere/secrets.yaml', configFile: undefined };
    expect((await handOverSecrets(given)).file).toBe('/somewhere/secrets.yaml');
    expect((await handOverSecrets({ ...given, secretsFile: undefined })).file).toBeUndefined();
  });
});
