import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fields } from '@stepyard/catalog';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOut } from './read-out.ts';

let root: string;
let out: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'out-'));
  out = join(root, 'out');
  mkdirSync(out);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, content: unknown): void {
  writeFileSync(join(out, file), typeof content === 'string' ? content : JSON.stringify(content));
}

const nothing = { outputs: {}, annotations: [], artifacts: [], problems: [] };
const times = { startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z' };
const title = { en: 'Output', zh: '输出' };
const fields: Fields = {
  version: { type: 'string', title },
  tests: { type: 'integer', title },
  green: { type: 'boolean', title },
};

describe('contract/out/read-out', () => {
  it('finds nothing in an empty directory, and in none', async () => {
    expect(await readOut(out)).toEqual(nothing);
    expect(await readOut(join(out, 'none'))).toEqual(nothing);
  });

  it('believes the result that was seen when the step ended, not one that was written later', async () => {
    write('result.json', { contract: 1, status: 'success', outputs: { version: 'late' }, ...times });
    const result = { contract: 1, status: 'success', outputs: { version: 'seen' }, ...times } as const;
    expect(await readOut(out, undefined, { result })).toMatchObject({ result, outputs: { version: 'seen' } });
    expect(await readOut(out, undefined, { result: undefined })).toEqual(nothing);
  });

  it('reads everything that a step may leave', async () => {
    const entry = {
      name: 'target/a.jar',
      offset: 0,
      size: 12,
      sha256: 'a'.repeat(64),
      updatedAt: '2026-01-01T00:00:00Z',
      mode: 0o644,
      type: 'file',
      pack: 'p/r/artifacts.pack',
    };
    write('result.json', { contract: 1, status: 'success', ...times, outputs: { version: '1.10' } });
    write('status.json', { text: 'fetching', time: times.startedAt });
    write('progress.json', { fraction: 0.5, text: '3 of 6' });
    write('summary.md', '# Done\n');
    write('annotations.json', [{ level: 'error', message: 'Wrong.', file: 'a.ts', line: 3 }]);
    write('metrics.prom', 'tests_total 774\n');
    write('state.json', '{"build":7}');
    write('artifacts.json', [entry]);
    expect(await readOut(out)).toEqual({
      result: { contract: 1, status: 'success', ...times, outputs: { version: '1.10' } },
      outputs: { version: '1.10' },
      status: { text: 'fetching', time: times.startedAt },
      progress: { fraction: 0.5, text: '3 of 6' },
      summary: '# Done\n',
      annotations: [{ level: 'error', message: 'Wrong.', file: 'a.ts', line: 3 }],
      metrics: 'tests_total 774\n',
      state: '{"build":7}',
      artifacts: [entry],
      problems: [],
    });
  });

  it('takes outputs from the result first, then from outputs.json, then from files', async () => {
    mkdirSync(join(out, 'outputs'));
    for (const name of ['a', 'b', 'c']) write(`outputs/${name}`, 'file\r\n');
    write('outputs.json', { b: 'json', c: 'json' });
    write('result.json', { contract: 1, status: 'success', ...times, outputs: { c: 'result' } });
    expect((await readOut(out)).outputs).toEqual({ a: 'file', b: 'json', c: 'result' });
  });

  it('reads files by their declared type and leaves out what is not as declared', async () => {
    mkdirSync(join(out, 'outputs'));
    write('outputs/version', '1.10\n');
    write('outputs/tests', '774\n');
    write('outputs/green', 'yes\n');
    write('outputs/listed', '1\n');
    write('outputs/other', 'x');
    expect(await readOut(out, { fields, listed: ['listed'] })).toEqual({
      ...nothing,
      outputs: { version: '1.10', tests: 774, listed: '1' },
      problems: [
        'The output "green" is not as declared: `green` must be true or false, got "yes".',
        'The output "other" is not declared.',
      ],
    });
  });

  it('follows no link and reads nothing but files', async () => {
    const secret = join(root, 'secrets', 'secret');
    mkdirSync(join(secret, '..'));
    writeFileSync(secret, '{"stolen":"s3cret"}');
    symlinkSync(secret, join(out, 'outputs.json'));
    symlinkSync(join(secret, '..'), join(out, 'outputs'));
    mkdirSync(join(out, 'summary.md'));
    execFileSync('mkfifo', [join(out, 'state.json')]);
    expect(await readOut(out)).toEqual({
      ...nothing,
      problems: ['outputs.json: is a link.', 'summary.md: is no file.', 'state.json: is no file.'],
    });
  });

  it('refuses what is too big, and names that are none', async () => {
    write('summary.md', 'x'.repeat(1_048_577));
    write('outputs.json', '{"a b":"1","__proto":"2","ok":"3"}');
    expect(await readOut(out)).toEqual({
      ...nothing,
      outputs: { ok: '3' },
      problems: [
        'The output "a b" has a name that is not of at most 100 letters, digits, dashes and underscores.',
        'The output "__proto" has a name that is not of at most 100 letters, digits, dashes and underscores.',
        'summary.md: has 1048577 bytes, more than 1048576.',
      ],
    });
  });

  it('keeps the good entries of a list and says what is wrong with the others', async () => {
    write('annotations.json', [{ level: 'error', message: 'Kept.' }, { level: 'fatal', message: 'x' }, 3]);
    write('artifacts.json', '{}');
    write('progress.json', { fraction: 2 });
    write('status.json', 'now');
    expect(await readOut(out)).toEqual({
      ...nothing,
      annotations: [{ level: 'error', message: 'Kept.' }],
      problems: [
        'status.json: is not JSON.',
        'progress.json: `fraction`: 2 is greater than 1.',
        'annotations.json: item 1: `level`: Instance does not match any of ["notice","warning","error"].',
        'annotations.json: item 2: Instance type "number" is invalid. Expected "object".',
        'artifacts.json: must be a list.',
      ],
    });
  });
});
