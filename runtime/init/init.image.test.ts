import { createHash } from 'node:crypto';
import { createMasker, maskedForms } from '@stepyard/contract/mask';
import { describe, expect, it } from 'vitest';
import { dockerAnswer, hardened, runContainer, startContainer, uid } from '../../test/support/container.ts';

const image = 'stepyard/base:node24';
const secrets = `--tmpfs=/run/stepyard:mode=0700,uid=${uid},gid=${uid}`;

/** Runs what stands after the image's own entrypoint word, `/stepyard/init`. */
function init(args: readonly string[], env: Readonly<Record<string, string>> = {}, stdin?: string) {
  const run = [...hardened, secrets, '--entrypoint=/stepyard/init'];
  return { args, env, run, ...(stdin !== undefined && { stdin }) };
}

const node = (script: string, ...more: readonly string[]) => ['--', 'node', '-e', script, ...more];

const file = (name: string, text: string) => `file ${name} ${Buffer.byteLength(text)}\n${text}\n`;
const mask = (text: string) => `mask - ${Buffer.byteLength(text)}\n${text}\n`;
const variable = (name: string, text: string) => `env ${name} ${Buffer.byteLength(text)}\n${text}\n`;

describe('runtime/init/init.image', () => {
  it('is one static program of at most 50 kB', async () => {
    const look = `
      const bytes = require('fs').readFileSync('/stepyard/init');
      const [offset, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
      const kinds = Array.from({ length: count }, (_, at) => bytes.readUInt32LE(offset + at * size));
      console.log(JSON.stringify({ size: bytes.length, kinds }));`;
    const { size, kinds } = JSON.parse((await runContainer(image, init(node(look)))).stdout);
    expect(size).toBeLessThanOrEqual(50_000);
    const [dynamic, interpreter] = [2, 3];
    expect(kinds).not.toContain(dynamic);
    expect(kinds).not.toContain(interpreter);
  });

  it.each([
    ['a status', node('process.exit(7)'), 7, ''],
    ['a signal', node('process.kill(process.pid, "SIGKILL")'), 137, ''],
    ['a program that is not there', ['nowhere'], 127, 'stepyard-init: the program was not found\n'],
    ['what is no program', ['/etc/passwd'], 126, 'stepyard-init: the program was found but cannot be run\n'],
    ['nothing', ['--'], 70, 'stepyard-init: give a program: [--] PROGRAM [ARG…]\n'],
    ['an option', ['-x'], 70, 'stepyard-init: unknown option; give [--] PROGRAM [ARG…], or --go PATH\n'],
  ])('ends as its child does: %s', async (_, args, status, stderr) => {
    expect(await runContainer(image, init(args))).toEqual({ status, stdout: '', stderr });
  });

  it('passes signals to the whole group of its child', async () => {
    const child =
      "process.on('SIGTERM', () => { console.log('inner'); process.exit(0) }); setInterval(() => {}, 1000); console.log('ready')";
    const script = `
      const { spawn } = require('child_process');
      const inner = spawn('node', ['-e', process.argv[1]], { stdio: 'inherit' });
      process.on('SIGTERM', () => inner.once('exit', () => process.exit(9)));`;
    const container = startContainer(image, init(node(script, child)));
    await container.printed('ready');
    await dockerAnswer('kill', '--signal=TERM', container.name);
    expect(await container.ended).toBe(9);
    expect(await container.stdout).toBe('ready\ninner\n');
  });

  it('reaps what loses its parent', async () => {
    const orphan =
      "require('child_process').spawn('node', ['-e', ''], { detached: true, stdio: 'ignore' }).unref(); process.exit()";
    const script = `
      const { spawnSync } = require('child_process');
      const { readdirSync, readFileSync } = require('fs');
      for (let n = 0; n < 5; n++) spawnSync('node', ['-e', process.argv[1]]);
      const states = () => readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => readFileSync('/proc/' + pid + '/stat', 'utf8').split(') ')[1][0]);
      const timer = setInterval(() => { if (states().length === 2) { console.log(states().includes('Z')); clearInterval(timer); } }, 50);`;
    const { status, stdout } = await runContainer(image, init(node(script, orphan)));
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'false\n' });
  });

  it('hands secrets over: files for its user alone, variables for the program alone, nothing on standard input', async () => {
    const look = `
      const { readFileSync, statSync } = require('fs');
      const path = '/run/stepyard/secrets/token';
      const { STEPYARD_INIT, TOKEN, PATH } = process.env;
      const first = readFileSync('/proc/1/environ', 'utf8') + readFileSync('/proc/1/cmdline', 'utf8');
      console.log(JSON.stringify({
        token: readFileSync(path, 'utf8'), mode: (statSync(path).mode & 0o777).toString(8), uid: statSync(path).uid,
        folder: (statSync('/run/stepyard/secrets').mode & 0o777).toString(8),
        empty: readFileSync('/run/stepyard/secrets/empty', 'utf8'),
        TOKEN, STEPYARD_INIT: STEPYARD_INIT ?? null, input: readFileSync(0, 'utf8'), inFirst: first.includes(TOKEN.slice(0, 7)),
      }));`;
    const frames = `${file('token', 'hunter2\nend\nß')}${file('empty', '')}${variable('TOKEN', 'hunter2=x\n')}end\nrest`;
    const { status, stdout } = await runContainer(
      image,
      init(node(look), { STEPYARD_INIT: 'stdin', TOKEN: 'old' }, frames),
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      token: 'hunter2\nend\nß',
      mode: '400',
      uid,
      folder: '700',
      empty: '',
      TOKEN: 'hunter2=x\n',
      STEPYARD_INIT: null,
      input: '',
      inFirst: false,
    });
  });

  it('takes a large file whole', async () => {
    const text = 'secret '.repeat(300_000);
    const look = "console.log(require('fs').readFileSync('/run/stepyard/secrets/large').length)";
    const { stdout } = await runContainer(
      image,
      init(node(look), { STEPYARD_INIT: 'stdin' }, `${file('large', text)}end\n`),
    );
    expect(stdout).toBe(`${text.length}\n`);
  });

  it('takes masks out of what is printed, whatever comes in one piece, as the masker of the contract does', async () => {
    // Texts of few letters have masks that overlap, touch and begin like others.
    const digits = createHash('sha512')
      .update('seed')
      .digest('hex')
      .repeat(20)
      .replaceAll(/[5-9a-f]/g, '');
    const pieces = digits.match(/.{1,7}/g) ?? [];
    const secrets = pieces.slice(0, 9).filter(({ length }) => length > 4);
    const print = `
      const pieces = ${JSON.stringify(pieces)};
      const next = () => { if (pieces.length > 0) process.stdout.write(pieces.shift(), () => setImmediate(next)); else { console.error('1234'); process.exit(3); } };
      next();`;
    const frames = secrets.flatMap((secret) => [...maskedForms(secret)]);
    const inOrder = [...new Set(frames)].sort((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    const { status, stdout, stderr } = await runContainer(
      image,
      init(node(print), { STEPYARD_INIT: 'stdin' }, `${inOrder.map(mask).join('')}end\n`),
    );
    expect([status, stderr]).toEqual([3, '']);
    expect(stdout).toBe(createMasker(secrets).mask(`${pieces.join('')}1234\n`));
    expect(stdout).toContain('***');
  });

  it('says all that was printed when the program ends, though others hold its output still', async () => {
    const print = `
      require('child_process').spawn('node', ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'inherit', detached: true });
      process.stdout.write('x'.repeat(60000) + ' secret', () => process.kill(process.pid, 'SIGTERM'));`;
    const frames = `${mask('secret')}${mask('secretly')}end\n`;
    const { status, stdout } = await runContainer(
      image,
      init(node(print), { STEPYARD_INIT: 'stdin' }, frames),
    );
    expect(status).toBe(143);
    expect(stdout).toBe(`${'x'.repeat(60_000)} ***`);
  });

  const length = (of: string, most: number) => `the length of a ${of} must be 0 to ${most}, in decimal`;
  it.each([
    ['file .hidden 1\na\nend\n', 1, 'the name of a file must be [A-Za-z0-9_.-]{1,128} without a leading dot'],
    ['file ../out 1\na\nend\n', 1, 'the name of a file must be [A-Za-z0-9_.-]{1,128} without a leading dot'],
    [
      `file ${'a'.repeat(129)} 1\na\nend\n`,
      1,
      'the name must have at most 128 characters and be followed by one space and the length',
    ],
    ['env 1A 1\na\nend\n', 1, 'the name of a variable must be [A-Za-z_][A-Za-z0-9_]{0,127}'],
    ['env STEPYARD_INIT 1\na\nend\n', 1, 'a variable must not be named STEPYARD_INIT…'],
    [`${variable('A', '1')}${variable('A', '2')}end\n`, 2, 'a variable of that name was given already'],
    [`${file('a', '1')}${file('a', '2')}end\n`, 2, 'a file of that name exists already'],
    ['env A 2\na\0\nend\n', 1, 'the value of a variable must not hold a NUL byte'],
    ['file a 01\n', 1, length('file', 16777216)],
    ['file a -1\n', 1, length('file', 16777216)],
    ['file a 16777217\n', 1, length('file', 16777216)],
    ['env a 130001\n', 1, length('variable', 130000)],
    ['mask - 3\nabc\nend\n', 1, 'the length of a mask must be 4 to 262144, in decimal'],
    [`${mask('bbbb')}${mask('aaaa')}end\n`, 2, 'masks must be given in the order of their bytes, each once'],
    [`${mask('bbbb')}${mask('bbbb')}end\n`, 2, 'masks must be given in the order of their bytes, each once'],
    ['file a 1\nabc\nend\n', 1, 'a newline must follow the bytes of a frame'],
    ['secret a 1\n', 1, 'must be `file NAME LENGTH`, `env NAME LENGTH`, `mask - LENGTH` or `end`'],
    ['file a 9\nshort', 1, 'standard input ended before the line `end`'],
    ['', 1, 'standard input ended before the line `end`'],
    ['end', 1, 'standard input ended before the line `end`'],
  ])('refuses the frames %j', async (frames, number, rule) => {
    const end = await runContainer(image, init(node('console.log(1)'), { STEPYARD_INIT: 'stdin' }, frames));
    expect(end).toEqual({ status: 70, stdout: '', stderr: `stepyard-init: frame ${number}: ${rule}\n` });
  });

  it('refuses another way of being given secrets, and a turn that cannot be awaited', async () => {
    const how = await runContainer(image, init(node(''), { STEPYARD_INIT: 'env' }));
    expect(how).toEqual({
      status: 70,
      stdout: '',
      stderr: 'stepyard-init: STEPYARD_INIT must be `stdin`, or not be set\n',
    });
    const turn = await runContainer(image, init(node(''), { STEPYARD_INIT_WAIT: '/etc/passwd' }));
    const rule = 'STEPYARD_INIT_WAIT must name a FIFO, or a place where one can be made';
    expect(turn).toEqual({ status: 70, stdout: '', stderr: `stepyard-init: ${rule}\n` });
  });

  it('waits for its turn, which another container process gives', async () => {
    const turn = '/run/stepyard/turn';
    const container = startContainer(
      image,
      init(node('console.log(process.env.STEPYARD_INIT_WAIT)'), { STEPYARD_INIT_WAIT: turn }),
    );
    await awaitTurn(container.name, turn);
    expect(await container.ended).toBe(0);
    expect(await container.stdout).toBe('undefined\n');
  });

  it('can be ended while it waits', async () => {
    const container = startContainer(image, init(node(''), { STEPYARD_INIT_WAIT: '/run/stepyard/turn' }));
    await running(container.name);
    await dockerAnswer('stop', '--time=20', container.name);
    expect(await container.ended).toBe(143);
  });
});

/** `--go` ends with 1 until somebody waits. */
async function awaitTurn(name: string, turn: string): Promise<void> {
  await running(name);
  for (;;) {
    const given = await dockerAnswer('exec', name, '/stepyard/init', '--go', turn).catch(() => undefined);
    if (given !== undefined) return;
  }
}

async function running(name: string): Promise<void> {
  for (;;) {
    const state = await dockerAnswer('inspect', '--format={{.State.Running}}', name).catch(() => '');
    if (state === 'true') return;
  }
}
