import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentSecrets, fileSecrets, firstSecrets, readSecretsFile } from './secret-sources.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-secrets-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(text: string, mode = 0o600): Promise<string> {
  const path = join(directory, 'secrets.yaml');
  await rm(path, { force: true });
  await writeFile(path, text, { mode });
  await chmod(path, mode);
  return path;
}

describe('engine/config/secret-sources', () => {
  it('reads the secrets that are asked for, and no others', async () => {
    const source = fileSecrets(await file('TOKEN: abc\nKEY: |\n  line one\n  line two\nOTHER: x\n'));
    expect(await source.get(['TOKEN', 'KEY', 'MISSING'])).toEqual(
      new Map([
        ['TOKEN', 'abc'],
        ['KEY', 'line one\nline two\n'],
      ]),
    );
  });

  it('knows nothing of a file that may be gone and is, but refuses one that is open to others', async () => {
    const gone = fileSecrets(join(directory, 'gone.yaml'), { mayBeGone: true });
    expect(await gone.get(['TOKEN'])).toEqual(new Map());
    const open = fileSecrets(await file('TOKEN: abc', 0o644), { mayBeGone: true });
    await expect(open.get(['TOKEN'])).rejects.toThrow('must be of mode 0600');
  });

  it.each([0o640, 0o604, 0o660])('refuses a file of mode %o', async (mode) => {
    const path = await file('TOKEN: abc', mode);
    await expect(readSecretsFile(path)).rejects.toMatchObject({
      message: `${path}: a file of secrets must be of mode 0600 and yours, got mode 0${mode.toString(8)}.`,
      hint: `Run \`chmod 600 ${path}\`.`,
    });
  });

  it('refuses what is no map of names and texts, without telling a value', async () => {
    const messages: string[] = [];
    for (const text of ['- hunter2', 'PIN: 0123', 'A B: hunter2', 'A: [hunter2]', 'A: "hunter2']) {
      const path = await file(text);
      const error = await readSecretsFile(path).catch((caught: unknown) => caught);
      messages.push(error instanceof Error ? error.message.replaceAll(path, 'F') : '');
    }
    expect(messages).toEqual([
      'F: secrets must be a map of names and values.',
      'F:1: the secret `PIN` must be a text, got a number.',
      'F:1: the name of a secret must be letters, digits, `_` and `-`, got "A B".',
      'F:1: the secret `A` must be a text.',
      'F:1: it is no YAML: Missing closing "quote.',
    ]);
  });

  it('says that a file is not there', async () => {
    const path = join(directory, 'none');
    await expect(readSecretsFile(path)).rejects.toThrow(
      `${path}: the file of secrets cannot be read (ENOENT).`,
    );
  });

  it('takes variables, and the first source that knows a name', async () => {
    const variables = {
      STEPYARD_SECRET_TOKEN: 'from env',
      STEPYARD_SECRET_NPM_TOKEN: 'n',
      STEPYARD_SECRET_E: '',
    };
    const source = firstSecrets(environmentSecrets(variables), fileSecrets(await file('TOKEN: f\nFILE: f')));
    expect(await source.get(['TOKEN', 'FILE', 'npm-token', 'E'])).toEqual(
      new Map([
        ['TOKEN', 'from env'],
        ['npm-token', 'n'],
        ['FILE', 'f'],
      ]),
    );
  });
});
