import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inProcess } from '../test/in-process.ts';
import { makePlace, type Place } from '../test/place.ts';
import { waitingTemplate } from '../test/waiting-template.ts';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map((match) => ({
  line: page.slice(0, match.index).split('\n').length,
  commands: (match[1] ?? '').trim().split('\n'),
}));
const needsEngine = /^stepyard (template build|conformance) /;
const config = /```yaml\n(config:.*?)```/s.exec(page)?.[1] ?? '';

/** A run that failed for want of a file that is there since, or one that waits for a decision. */
const demo = (approve: boolean) => `stepyard: 1
name: demo
inputs: { greeting: { default: hello } }
stages:
  - name: main
    tasks:
      - id: greet
        template: script
        env: { GREETING: "\${{ inputs.greeting }}" }
        with: { script: { case: inline, text: 'echo "$GREETING" > greeting.txt' } }
        artifacts: [greeting.txt]
      - { id: keep, template: artifact, with: { name: reports, action: { case: save, paths: [greeting.txt] } } }
${approve ? '      - { id: approve, template: ask }\n' : ''}      - id: check
        template: script
        with: { script: { case: inline, text: 'test -e "$HOME/mended"' } }
`;

/** A template in shell whose test is written. */
function greet(): Record<string, string> {
  const starter = new URL('../starters/shell/', import.meta.url);
  const files = readdirSync(starter).map((file) => {
    const text = readFileSync(new URL(file, starter), 'utf8');
    return [`../more/greet/${file}`, text.replace('say here what it gives', 'Hello, Ann!')];
  });
  return Object.fromEntries(files);
}

let at: Place;
const states = { failed: '', waiting: '' };
const here = process.cwd();
// As the command itself has it: HOME is another one here.
const compiled = process.env.NODE_COMPILE_CACHE || join(homedir(), '.cache', 'stepyard', 'compiled');

beforeAll(async () => {
  at = makePlace('demo');
  at.write({ ...waitingTemplate, 'secrets.yaml': 'API_KEY: abcd1234\n', 'config.yaml': config });
  chmodSync(join(at.project, 'secrets.yaml'), 0o600);
  for (const state of ['failed', 'waiting'] as const) {
    states[state] = join(at.root, state);
    at.write({ 'stepyard.yaml': demo(state === 'waiting') });
    const args = ['run', 'stepyard.yaml', '--data', states[state], '--catalog', '../more'];
    expect((await at.stepyard(args, { env: { HOME: at.root } })).status).toBe(state === 'failed' ? 1 : 79);
  }
  at.write({ 'stepyard.yaml': demo(false), '../mended': '', ...greet() });
  mkdirSync(join(at.root, '.config/fish/completions'), { recursive: true });
});
afterAll(() => at.remove());

beforeEach(() => {
  const { PATH = '' } = process.env;
  const bin = join(here, 'node_modules', '.bin');
  const env = {
    HOME: at.root,
    STEPYARD_DATA: at.data,
    STEPYARD_CATALOG: join(at.root, 'more'),
    SHELL: '/bin/sh',
  };
  for (const [name, value] of Object.entries({
    ...env,
    PATH: `${bin}:${PATH}`,
    NODE_COMPILE_CACHE: compiled,
  }))
    vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  process.chdir(here);
  rmSync(at.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** In this process, since the command itself takes longest to load; what only a shell or a terminal can, by these. */
async function run(command: string): Promise<{ status: number; said: string }> {
  const words = /^stepyard ((?:[\w./=@-]+|[^\x00-\x7f]+|'[^']*')(?: |$))+$/.test(command)
    ? [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)
    : undefined;
  if (words === undefined || /^stepyard (scheduler|debug|step|complete)/.test(command))
    return inShell(command);
  const { status, out, err } = await inProcess(words.slice(1));
  return { status, said: out + err };
}

async function inShell(command: string): Promise<{ status: number; said: string }> {
  const started = at.shell(command.replace('stepyard scheduler', 'exec stepyard scheduler'));
  if (command.startsWith('stepyard scheduler')) {
    await started.until(/Scheduling/);
    started.child.kill('SIGTERM');
  }
  const { status, out, err } = await started.ended;
  return { status, said: out + err };
}

describe('docs/cli', () => {
  it.each(blocks)('the example in line $line works', async ({ commands }) => {
    const isNew = commands.some((command) => command.startsWith('stepyard init'));
    if (isNew) rmSync(join(at.root, 'new'), { recursive: true, force: true });
    at.write({ '../new/Makefile': 'all:\n\techo made\n' });
    process.chdir(isNew ? join(at.root, 'new') : at.project);
    const state = /runs (continue|cancel)/.test(commands.join()) ? 'waiting' : 'failed';
    // Without what the executor has there: a supervisor may still be at work in the original.
    const filter = (path: string) => basename(path) !== 'process';
    if (!isNew) cpSync(states[state], at.data, { recursive: true, filter });
    for (const command of commands) {
      // Run by documentation.image.test.ts.
      if (needsEngine.test(command)) continue;
      const { status, said } = await run(command);
      expect([command, status, status === 0 ? '' : said]).toEqual([command, 0, '']);
    }
  });

  it('has examples of every command', () => {
    expect(blocks.length).toBeGreaterThan(30);
  });
});
