import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { assertManifest, type Manifest } from '@stepyard/catalog';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeInputs } from './inputs/encode.ts';
import { readOut } from './out/read-out.ts';
import { outcome } from './outcome.ts';

const text = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');
const script = block('sh');
const manifest = readManifest();

let root: string;
let out: string;
let greet: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'step-'));
  out = join(root, 'out');
  mkdirSync(out);
  greet = join(root, 'greet.sh');
  writeFileSync(greet, script);
});
afterEach(() => rmSync(root, { recursive: true }));

/** The first block of code in a language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? '';
}

function readManifest(): Manifest {
  const value: unknown = JSON.parse(block('json'));
  assertManifest(value);
  return value;
}

/** Starts the step as an executor does. */
function start(
  values: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): ChildProcess {
  const { env, files, secretFiles } = encodeInputs(manifest, values);
  const given: Record<string, string> = { PATH: process.env.PATH ?? '', STEPYARD_OUT: out, ...env, ...more };
  for (const [variable, content] of Object.entries({ ...files, ...secretFiles })) {
    given[variable] = join(root, variable);
    writeFileSync(join(root, variable), content);
  }
  return spawn('sh', [greet, ...args], { env: given, cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** How it ended, by the platform's eyes. */
async function end(child: ChildProcess) {
  let log = '';
  child.stdout?.on('data', (chunk) => (log += chunk));
  child.stderr?.on('data', (chunk) => (log += chunk));
  const [status] = await once(child, 'close');
  const content = await readOut(out, { fields: manifest.outputs });
  expect(content.problems).toEqual([]);
  const { result } = content;
  return { log, content, ...outcome({ status, ...(result && { result }) }, { labelled: true }) };
}

describe('contract/example', () => {
  it('greets, and leaves outputs of their declared types', async () => {
    const ended = await end(start({ name: 'Lin "Yue"', times: 2, token: 's3cret-token' }));
    expect(ended).toMatchObject({
      status: 'success',
      log: 'Hello, Lin "Yue"!\nHello, Lin "Yue"!\n',
      content: {
        outputs: { greeting: 'Hello, Lin "Yue"!', length: 9 },
        progress: { fraction: 1 },
      },
    });
    expect(ended.failure).toBeUndefined();
    expect(JSON.stringify(ended)).not.toContain('s3cret-token');
  });

  it('takes the default for what is not given', async () => {
    expect((await end(start({ name: 'world' }, { INPUT_TIMES: '' }))).log).toBe('Hello, world!\n');
  });

  it('carries hostile text through', async () => {
    for (const name of ['$(id)', '`id`', "'; id; '", '-n', '\\"', 'a\nb']) {
      expect((await end(start({ name }))).content.outputs.greeting).toBe(`Hello, ${name}!`);
    }
  });

  it('says which input is missing, unknown or wrong', async () => {
    expect((await end(start({}))).failure).toEqual({
      class: 'configuration',
      code: 'INPUT_MISSING',
      message: '`name` must be given.',
      hint: 'Set or correct these inputs.',
    });
    expect((await end(start({ name: 'x', times: 101 }))).failure?.message).toBe(
      '`times` must be an integer from 1 to 100, got "101".',
    );
    const unknown = await end(start({ name: 'x' }, { INPUT_TIME: '3' }));
    expect(unknown.failure?.code).toBe('INPUT_UNKNOWN');
    expect(unknown.log).toBe(
      'greet: INPUT_UNKNOWN: No input has the variable INPUT_TIME.\n  Set or correct these inputs.\n',
    );
  });

  it('says all that is wrong with its inputs at once', async () => {
    const ended = await end(start({ times: 101 }, { INPUT_TIME: '3' }, ['--name=x', 'stray']));
    expect(ended.failure?.message).toBe(
      [
        'This step takes no flags, got "--name". This step takes no flags, got "stray".',
        'No input has the variable INPUT_TIME. `name` must be given.',
        '`times` must be an integer from 1 to 100, got "101".',
      ].join(' '),
    );
  });

  it('prints its inputs when it is asked for help', async () => {
    expect(await end(start({}, {}, ['--help']))).toMatchObject({
      status: 'success',
      log: 'Inputs: name (INPUT_NAME), times (INPUT_TIMES), token (INPUT_TOKEN); each also by a file that INPUT_…_FILE names.\n',
    });
  });

  it('ends as cancelled when it is asked to stop', async () => {
    const child = start({ name: 'world', times: 100 });
    const ended = end(child);
    while (!existsSync(join(out, 'progress.json'))) await setTimeout(10);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({
      status: 'aborted',
      failure: { class: 'cancelled', code: 'CANCELLED', message: 'The step was cancelled.' },
      content: { result: { status: 'aborted' } },
    });
    expect(child.exitCode).toBe(143);
  });
});
