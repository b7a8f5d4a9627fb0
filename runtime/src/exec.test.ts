import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { describe, expect, it } from 'vitest';
import { probe } from './fixtures/probe.ts';
import type { ExecOptions, ExecResult, Step } from './step.ts';
import { runStep, type StepRun, scratchDirectory } from './testing/index.ts';

/** Runs one tool in a step, and gives what came of both. */
async function exec(
  tool: string,
  args: readonly string[],
  options: ExecOptions = {},
  prepare: (step: Step<unknown>) => void = () => {},
): Promise<{ run: StepRun; result: ExecResult | undefined }> {
  let result: ExecResult | undefined;
  const run = await runStep(
    probe,
    async (step) => {
      prepare(step);
      result = await step.exec(tool, args, options);
      return { greeting: 'done' };
    },
    { inputs: { name: 'you' } },
  );
  return { run, result };
}

function node(code: string): [string, string[]] {
  return [process.execPath, ['-e', code]];
}

describe('runtime/exec', () => {
  it('gives status and output, and prints both to the log', async () => {
    const { run, result } = await exec('sh', ['-c', 'echo out; echo err >&2']);
    expect(result).toMatchObject({ status: 0, stdout: 'out\n', stderr: 'err\n', truncated: false });
    expect(run.log).toContain('$ sh -c "echo out; echo err >&2"\n');
    expect(run.log).toContain('out\n');
    expect(run.log).toContain('err\n');
  });

  it('passes arguments byte for byte, without a shell', async () => {
    const hostile = ['$(touch pwned)', '`id`', ';ls', "it's", '"', '\n', '', '-x', '*', '行', '$HOME'];
    const { result } = await exec(process.execPath, [
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...hostile,
    ]);
    expect(JSON.parse(result?.stdout ?? '')).toEqual(hostile);
  });

  it('refuses an argument with a NUL character', async () => {
    const { run } = await exec('echo', ['a', 'b\0c']);
    expect(run.failure).toEqual({
      class: 'configuration',
      code: 'INPUT_INVALID',
      message: 'argument 2 of `echo` must not hold a NUL character.',
      hint: 'Take the NUL character out of the value that it is made from.',
    });
  });

  it('fails with the last line of the tool', async () => {
    const { run } = await exec('git', [
      '-c',
      'advice.detachedHead=false',
      'rev-parse',
      '--verify',
      'nowhere',
    ]);
    expect(run.failure).toEqual({
      class: 'user',
      code: 'TOOL_FAILED',
      message:
        '`git rev-parse` ended with status 128: fatal: not a git repository (or any of the parent directories): .git',
      hint: 'See in the log what `git rev-parse` printed.',
    });
  });

  it('accepts the statuses that are no failure', async () => {
    const { result } = await exec('sh', ['-c', 'exit 3'], { accept: [0, 3] });
    expect(result?.status).toBe(3);
    const any = await exec('sh', ['-c', 'exit 77'], { accept: 'any' });
    expect(any.result?.status).toBe(77);
  });

  it('names a failure as it is told, with the hint of the caller', async () => {
    const { run } = await exec('sh', ['-c', 'exit 1'], { name: 'the check', hint: 'Check it.' });
    expect(run.failure).toMatchObject({ message: '`the check` ended with status 1.', hint: 'Check it.' });
  });

  it('fails as the caller explains it', async () => {
    const { run } = await exec('sh', ['-c', 'echo "Could not resolve host: git.example" >&2; exit 128'], {
      explain: ({ stderr }) =>
        stderr.includes('resolve host')
          ? new StepError('UNREACHABLE', 'git.example is not known.', { hint: 'Check the URL.' })
          : undefined,
    });
    expect(run.failure?.code).toBe('UNREACHABLE');
  });

  it('says which signal ended a tool', async () => {
    const { run } = await exec('sh', ['-c', 'kill -KILL $$'], { accept: 'any' });
    expect(run.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: '`sh` was ended by SIGKILL.',
      hint: 'Something outside ended it; with SIGKILL that is often a lack of memory.',
    });
  });

  it('says that a tool is missing, and where it was looked for', async () => {
    const { run } = await exec('no-such-tool', [], { env: { PATH: '/usr/bin:/bin' } });
    expect(run.failure).toEqual({
      class: 'configuration',
      code: 'TOOL_MISSING',
      message: '`no-such-tool` is not on the PATH.',
      hint: 'Install it, or use an image that has it. PATH is /usr/bin:/bin',
    });
    const path = await exec('./mvnw', []);
    expect(path.run.failure?.message).toBe('`./mvnw` does not exist.');
  });

  it('says that a tool may not be executed', async () => {
    const workspace = scratchDirectory();
    writeFileSync(join(workspace, 'tool.sh'), 'exit 0');
    const { run } = await exec('./tool.sh', [], { cwd: workspace });
    expect(run.failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: '`./tool.sh` may not be executed.',
      hint: 'Make it executable: chmod +x ./tool.sh',
    });
  });

  it('says that the directory is missing, not the tool', async () => {
    const { run } = await exec('echo', ['a'], { cwd: '/nowhere' });
    expect(run.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`echo a` has no directory to run in: /nowhere does not exist.',
    });
  });

  it('stops a tool and its children at a timeout', async () => {
    const { run } = await exec('sh', ['-c', 'sleep 60 & sleep 60'], { timeoutMs: 100 });
    expect(run.failure).toMatchObject({
      code: 'TIMEOUT',
      message: '`sh` did not end within 0.1 s and was stopped.',
    });
  });

  it('does not wait for what a tool left in the background with its output open', async () => {
    const { result } = await exec('sh', ['-c', 'echo done; sleep 60 &']);
    expect(result?.stdout).toBe('done\n');
  });

  it('writes stdin, also to a tool that does not read it', async () => {
    const { result } = await exec('cat', [], { stdin: 'hello' });
    expect(result?.stdout).toBe('hello');
    const ignored = await exec('true', [], { stdin: 'x'.repeat(1_000_000) });
    expect(ignored.result?.status).toBe(0);
  });

  it('keeps the end of the output in whole lines, bounded', async () => {
    const { result } = await exec(...node('for (let i = 0; i < 30000; i++) console.log(i)'), {
      keep: 100,
      quiet: true,
    });
    expect(result?.stdout).toHaveLength(96);
    expect(result?.stdout.endsWith('29998\n29999\n')).toBe(true);
    expect(result?.truncated).toBe(true);
  });

  it('keeps quiet tools off the log, until they fail', async () => {
    const fine = await exec('sh', ['-c', 'echo out'], { quiet: true });
    expect(fine.run.log).toBe('');
    const failed = await exec('sh', ['-c', 'echo what went wrong >&2; exit 1'], { quiet: true });
    expect(failed.run.log).toMatch(
      /^what went wrong\nprobe: TOOL_FAILED: `sh` ended with status 1: what went wrong\n/,
    );
  });

  it('masks lines that come in pieces, and leaves the result as it is', async () => {
    const code =
      "process.stdout.write('a hunt'); setTimeout(() => process.stdout.write('er2hunter2 b\\nlast'), 50)";
    const lines: string[] = [];
    const { run, result } = await exec(...node(code), { onLine: (line) => lines.push(line) }, (step) =>
      step.mask('hunter2hunter2'),
    );
    expect(lines).toEqual(['a *** b', 'last']);
    expect(run.log).toContain('a *** b\nlast\n');
    expect(result?.stdout).toBe('a hunter2hunter2 b\nlast');
  });

  it('gives tools what is named, over the clean environment', async () => {
    const { stdout = '' } = (await exec('env', [], { env: { HOME: '/home/me', EXTRA: '1' } })).result ?? {};
    expect(stdout).toContain('HOME=/home/me\n');
    expect(stdout).toContain('EXTRA=1\n');
    expect(stdout).not.toMatch(/^(INPUT|STEPYARD)_/m);
  });

  it('runs nothing once the step is cancelled, but what cleans up', async () => {
    const stop = new AbortController();
    const run = await runStep(
      probe,
      async (step) => {
        step.onEnd(async () => void (await step.exec('echo', ['undone'])));
        stop.abort();
        await step.exec('echo', ['too late']);
        return { greeting: '' };
      },
      { inputs: { name: 'you' }, signal: stop.signal },
    );
    expect(run.status).toBe('aborted');
    expect(run.log).toContain('$ echo undone\nundone\n');
    expect(run.log).not.toContain('too late');
  });
});
