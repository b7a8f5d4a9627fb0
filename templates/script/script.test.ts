import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@stepyard/catalog';
import { fakeExec, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runScript } from './script.ts';
import { script } from './template.ts';

type Given = Parameters<typeof runStep<typeof script, Record<string, string>>>[2]['inputs'];
const inline = (text: string, more: object = {}) => ({
  script: { case: 'inline' as const, text, language: 'shell' as const },
  ...more,
});
const start = (inputs: Given, more: object = {}) => runStep(script, runScript, { inputs, ...more });

describe('templates/script/script', () => {
  it('runs what was typed in, in the workspace', async () => {
    const workspace = scratchDirectory();
    const end = await start(inline('pwd; echo made > file.txt; cat file.txt'), { workspace });
    expect(end.status).toBe('success');
    expect(end.log).toContain(`${workspace}\nmade\n`);
  });

  it('hands arguments over byte for byte', async () => {
    const args = ['-e', '$(touch pwned)', '`id`', 'a b', '"', "'", ';', '*', 'line\nline', '', '中文'];
    const end = await start(inline('for one in "$@"; do printf "<%s>" "$one"; done', { args }));
    expect(end.log).toContain(args.map((arg) => `<${arg}>`).join(''));
  });

  it('shows a script nothing of the platform but where its outputs go', async () => {
    const end = await start(inline('env | sort', { inherit: ['JAVA_HOME'] }), {
      env: { PATH: process.env.PATH, JAVA_HOME: '/jdk', OTHER: 'hidden', STEPYARD_SECRETS: 'hidden' },
    });
    expect(end.log).toContain('JAVA_HOME=/jdk');
    expect(end.log).toContain('STEPYARD_OUTPUTS=');
    expect(end.log).not.toContain('hidden');
    expect(end.log.match(/^STEPYARD_/gm)).toHaveLength(1);
  });

  it('reads the declared outputs from files', async () => {
    const text = 'printf "1.10\\n" > "$STEPYARD_OUTPUTS/version"; printf "a\\nb" > "$STEPYARD_OUTPUTS/list"';
    const end = await start(inline(text, { outputs: ['version', 'list'] }));
    expect(end.outputs).toEqual({ version: '1.10', list: 'a\nb' });
  });

  it('says which outputs are missing', async () => {
    const text =
      'ln -s /etc/hostname "$STEPYARD_OUTPUTS/a"; mkdir "$STEPYARD_OUTPUTS/b"; mkfifo "$STEPYARD_OUTPUTS/c"';
    const end = await start(inline(text, { outputs: ['a', 'b', 'c', 'd'] }));
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: 'the script must write every declared output, it did not write `a`, `b`, `c`, `d`.',
    });
  });

  it('refuses an output that is too large', async () => {
    const end = await start(
      inline('head -c 70000 /dev/zero > "$STEPYARD_OUTPUTS/big"', { outputs: ['big'] }),
    );
    expect(end.failure?.message).toBe('the output `big` must have at most 65536 bytes, it has 70000.');
  });

  it('fails with the status and the last line of the script', async () => {
    const end = await start(inline('echo first; echo "no such host" >&2; exit 3'));
    expect(end.failure).toMatchObject({
      class: 'user',
      code: 'TOOL_FAILED',
      message: '`script.sh` ended with status 3: no such host',
    });
  });

  it('fails on stderr where that is asked for', async () => {
    const end = await start(inline('echo careful >&2', { failOnStderr: true }));
    expect(end.failure?.message).toBe('`script.sh` must print nothing to stderr, it printed "careful".');
    expect((await start(inline('echo careful >&2'))).status).toBe('success');
  });

  it('lets nothing that is printed change the run', async () => {
    const commands = [
      '::set-output name=x::1',
      '##vso[task.setvariable variable=x]1',
      'action meta: x=1',
      'result.json',
    ];
    const end = await start(inline(commands.map((line) => `echo '${line}'`).join('\n')));
    expect(end.status).toBe('success');
    expect(end.outputs).toEqual({});
    for (const line of commands) expect(end.log).toContain(line);
  });

  it.each([
    ['run.sh', 'sh', []],
    ['run.bash', 'bash', ['--noprofile', '--norc']],
    ['run.py', 'python3', ['-u']],
    ['run.rb', 'ruby', []],
    ['run.php', 'php', []],
    ['run.mjs', 'node', []],
  ])('T2.3: runs %s of the workspace with %s', async (name, tool, leading) => {
    const workspace = scratchDirectory();
    writeFileSync(join(workspace, name), '');
    const exec = fakeExec([{ command: tool }]);
    const end = await start({ script: { case: 'file', path: name }, args: ['x'] }, { workspace, exec });
    expect(end.status).toBe('success');
    expect(end.calls).toMatchObject([
      { tool, args: [...leading, join(workspace, name), 'x'], cwd: workspace },
    ]);
  });

  it('T2.3: runs an uploaded script with the interpreter of its ending, in the workspace', async () => {
    const exec = fakeExec([{ command: 'ruby' }]);
    const end = await start({ script: { case: 'upload', name: 'x.rb', content: 'puts 1' } }, { exec });
    expect(end.calls[0]?.args[0]).toMatch(/\/script\/x\.rb$/);
    expect(end.calls[0]?.cwd).toBe(end.workspace);
  });

  it('T2.3: refuses an uploaded .js', () => {
    expect(check(script, { script: { case: 'upload', name: 'x.js', content: '1' } })).toMatchObject([
      { code: 'INPUT_INVALID', path: ['script', 'name'] },
    ]);
  });

  it('T2.3: warns of an uploaded script of more than 2 MB, and runs it', async () => {
    const content = `echo ran\n#${'x'.repeat(2_000_000)}`;
    const end = await start({ script: { case: 'upload', name: 'big.sh', content } });
    expect(end.status).toBe('warning');
    expect(end.log).toContain(
      'the script has 2000010 bytes; more than 2000000 are better kept in the repository',
    );
    expect(end.log).toContain('ran');
  });

  it('refuses a file of the workspace that is none, leads out, or has an unknown ending', async () => {
    const workspace = scratchDirectory();
    mkdirSync(join(workspace, 'dir.sh'));
    symlinkSync('/bin/sh', join(workspace, 'out.sh'));
    const failureOf = async (path: string) =>
      (await start({ script: { case: 'file', path } }, { workspace })).failure;
    expect(await failureOf('gone.sh')).toMatchObject({
      code: 'NOT_FOUND',
      message: '`script.path` must name a file in the workspace, got "gone.sh".',
    });
    expect(await failureOf('dir.sh')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await failureOf('out.sh')).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await failureOf('../x.sh')).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await failureOf('Makefile')).toMatchObject({
      message: '`script.path` must end in .sh, .bash, .py, .rb, .php, .js, .mjs or .cjs, got "Makefile".',
    });
  });

  it('refuses an expression in the text of a script', () => {
    const values = { script: { case: 'inline', text: 'git checkout ${{ event.branch }}' } };
    expect(check(script, values, { expressions: true })).toEqual([
      {
        code: 'INPUT_INVALID',
        path: ['script', 'text'],
        message: '`script.text` must stand as it is, without an expression: it is code.',
        hint: 'Hand the value over as a variable: `env: { NAME: ${{ … }} }`.',
      },
    ]);
  });

  it('checks the version of the interpreter', async () => {
    const answered = (interpreterVersion: string, stdout: string) =>
      start(
        { script: { case: 'inline', text: 'x', language: 'python' }, interpreterVersion },
        {
          exec: fakeExec([{ command: 'python3 --version', stdout }, { command: 'python3 -u' }]),
        },
      );
    expect((await answered('>=3.11', 'Python 3.11.7\n')).status).toBe('success');
    expect((await answered('>=3.12', 'Python 3.11.7\n')).failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: '`python3` must be of version >=3.12, here is 3.11.7.',
    });
    expect((await answered('new', '')).failure?.message).toBe(
      '`interpreterVersion` must be a semver range, got "new".',
    );
    expect((await start(inline('x', { interpreterVersion: '1' }))).failure?.message).toBe(
      '`interpreterVersion` must be left out for `sh`, which does not say its version, got "1".',
    );
  });

  it('says what to do where the interpreter is missing', async () => {
    const end = await start(
      { script: { case: 'inline', text: 'x', language: 'php' } },
      { env: { PATH: '/nowhere' } },
    );
    expect(end.failure?.code).toBe('TOOL_MISSING');
  });
});
